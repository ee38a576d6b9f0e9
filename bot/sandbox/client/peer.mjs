// A second Matrix client, independent of the bot: matrix-js-sdk with its Rust crypto, which shares keys with, and reads,
// devices signed by their owner only. One process is one device of one account. It is driven by JSON lines:
//
//   stdin   {"id": 7, "op": "sendText", "args": {…}}
//   stdout  {"id": 7, "result": …}  or  {"id": 7, "error": {"code": "M_FORBIDDEN", "message": "…"}}
//           {"event": {…}}   an event as this device sees it; once more when it could be decrypted later
//
// Everything that the libraries want to say goes to stderr. The process ends when stdin does.

import { Console } from "node:console";
import { createInterface } from "node:readline";

globalThis.console = new Console(process.stderr, process.stderr);

const sdk = await import("matrix-js-sdk");
const crypto = await import("matrix-js-sdk/lib/crypto-api/index.js");
const { logger } = await import("matrix-js-sdk/lib/logger.js");
const { PollResponseEvent } = await import("matrix-js-sdk/lib/extensible_events_v1/PollResponseEvent.js");
const { PollEndEvent } = await import("matrix-js-sdk/lib/extensible_events_v1/PollEndEvent.js");
const { default: ICAL } = await import("ical.js"); // what Thunderbird reads calendars with

const quiet = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error, getChild: () => quiet };
logger.setLevel("warn", false);

const WAIT_MS = 60_000;

let client;
let userId;
let storageKey; // opens the account's secret storage; shown to people as the recovery key
let autoJoin = false;
const told = new Map(); // event id → the state of decryption that was last told
let telling = Promise.resolve(); // events are told one after another, in the order in which they came

// ---- words to and from Python ----------------------------------------------------------------------------------------

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function answer({ id, op, args }) {
    try {
        if (!Object.hasOwn(ops, op)) throw new Error(`there is no operation ${op}`);
        say({ id, result: (await ops[op](args)) ?? null });
    } catch (error) {
        say({ id, error: { code: error.errcode ?? error.name ?? "Error", message: String(error.message ?? error) } });
    }
}

async function until(what, probe) {
    for (const end = Date.now() + WAIT_MS; Date.now() < end; await new Promise((resume) => setTimeout(resume, 20))) {
        const found = probe();
        if (found) return found;
    }
    throw new Error(`waited in vain for ${what}`);
}

// ---- what this device sees -------------------------------------------------------------------------------------------

async function described(event) {
    await client.decryptEventIfNeeded(event);
    const failure = event.isDecryptionFailure() ? event.decryptionFailureReason : null;
    const readable = !event.isEncrypted() || (event.getClearContent() !== null && failure === null);
    const shield = event.isEncrypted() ? await client.getCrypto().getEncryptionInfoForEvent(event) : null;
    return {
        room_id: event.getRoomId(),
        event_id: event.getId(),
        sender: event.getSender(),
        type: readable ? event.getType() : event.getWireType(),
        state_key: event.getStateKey() ?? null,
        content: readable ? event.getOriginalContent() : {},
        relates_to: event.getWireContent()["m.relates_to"] ?? null, // clear on the wire, whatever was encrypted
        sent_ms: event.getTs(),
        encrypted: event.isEncrypted(),
        decrypted: event.isEncrypted() && readable,
        failure,
        shield: shield && crypto.EventShieldColour[shield.shieldColour].toLowerCase(),
        shield_reason: shield?.shieldReason == null ? null : crypto.EventShieldReason[shield.shieldReason],
        session: event.getWireContent().session_id ?? null,
        redacted: event.isRedacted(),
    };
}

function tell(event) {
    if (!event.getId()?.startsWith("$") || !event.getRoomId()) return; // typing, receipts, account data, own unsent events
    telling = telling
        .then(async () => {
            const seen = await described(event);
            const state = `${seen.decrypted} ${seen.failure}`;
            if (told.get(seen.event_id) === state) return;
            told.set(seen.event_id, state);
            say({ event: seen });
        })
        .catch((error) => console.error("an event could not be told", error));
}

function invited(room, membership) {
    if (membership !== "invite" || !autoJoin) return;
    client.joinRoom(room.roomId).catch((error) => console.error("could not join", error));
}

const joined = (roomId) =>
    until(`the join of ${roomId}`, () => {
        const room = client.getRoom(roomId);
        return room?.getMyMembership() === "join" && room.currentState.getStateEvents("m.room.create", "") && room;
    });

// One event, wherever it lies: from the server, decrypted by this device.
async function fetched(roomId, eventId) {
    const event = client.getEventMapper({ decrypt: false })(await client.fetchRoomEvent(roomId, eventId));
    await client.decryptEventIfNeeded(event);
    return event;
}

const shown = async (roomId, eventId) => {
    const room = await joined(roomId);
    return until(`the poll ${eventId}`, () => room.polls.get(eventId));
};

// ---- identity --------------------------------------------------------------------------------------------------------

// Interactive authentication: ask without, and give the password when the server wants it.
const withPassword = (password) => async (request) => {
    try {
        return await request(null);
    } catch (error) {
        if (error.httpStatus !== 401) throw error;
        const identifier = { type: "m.id.user", user: userId };
        return await request({ type: "m.login.password", identifier, password, session: error.data.session });
    }
};

const identity = async () => ({
    user_id: userId,
    device_id: client.getDeviceId(),
    device_key: (await client.getCrypto().getOwnDeviceKeys()).ed25519,
    master_key: await client.getCrypto().getCrossSigningKeyId(),
});

const ops = {
    // Log in a new device. Its keys are published by the first sync.
    async login({ url, user, password, device, onlySigned }) {
        const door = sdk.createClient({ baseUrl: url, logger: quiet });
        const login = await door.loginRequest({
            type: "m.login.password",
            identifier: { type: "m.id.user", user },
            password,
            initial_device_display_name: device,
        });
        userId = login.user_id;
        client = sdk.createClient({
            baseUrl: url,
            userId,
            deviceId: login.device_id,
            accessToken: login.access_token,
            disableVoip: true,
            logger: quiet,
            cryptoCallbacks: {
                getSecretStorageKey: async ({ keys }) => storageKey && [Object.keys(keys)[0], storageKey],
                cacheSecretStorageKey: (_id, _info, key) => (storageKey = key),
            },
        });
        await client.initRustCrypto({ useIndexedDB: false });
        client
            .getCrypto()
            .setDeviceIsolationMode(
                onlySigned ? new crypto.OnlySignedDevicesIsolationMode() : new crypto.AllDevicesIsolationMode(false),
            );
        client.on(sdk.ClientEvent.Event, tell);
        client.on(sdk.MatrixEventEvent.Decrypted, (event) => told.has(event.getId()) && tell(event));
        client.on(sdk.RoomEvent.MyMembership, invited);
        // not identity(): before the first sync it would wait a second for a key query that nobody makes
        return { user_id: userId, device_id: login.device_id };
    },

    async sync(args) {
        autoJoin = args.autoJoin;
        await client.startClient({
            initialSyncLimit: 100,
            disablePresence: true,
            pendingEventOrdering: sdk.PendingEventOrdering.Detached,
        });
        await until("the first sync", () => client.isInitialSyncComplete());
    },

    // A first identity for the account, its private keys kept in secret storage. Answers with the recovery key.
    async bootstrap({ password }) {
        await client.getCrypto().bootstrapCrossSigning({ authUploadDeviceSigningKeys: withPassword(password) });
        const recovery = await client.getCrypto().createRecoveryKeyFromPassphrase();
        await client.getCrypto().bootstrapSecretStorage({
            createSecretStorageKey: async () => recovery,
            setupNewSecretStorage: true,
        });
        return recovery.encodedPrivateKey;
    },

    // Sign this device with the identity that the account has already.
    async restore({ recoveryKey }) {
        storageKey = crypto.decodeRecoveryKey(recoveryKey);
        if (!(await client.getCrypto().userHasCrossSigningKeys(userId, true))) throw new Error("the account has no identity yet");
        await client.getCrypto().bootstrapCrossSigning({});
    },

    // New cross-signing keys in place of the old ones, as after a lost recovery key. The recovery key stays.
    async resetIdentity({ password }) {
        await client.getCrypto().bootstrapCrossSigning({
            setupNewCrossSigning: true,
            authUploadDeviceSigningKeys: withPassword(password),
        });
    },

    identity,

    // ---- rooms -------------------------------------------------------------------------------------------------------

    async createRoom({ name, invite, encrypted }) {
        const encryption = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
        const { room_id: roomId } = await client.createRoom({
            name: name ?? undefined,
            invite,
            preset: "private_chat",
            initial_state: encrypted ? [encryption] : [],
        });
        await joined(roomId);
        return roomId;
    },

    async join({ roomId }) {
        await client.joinRoom(roomId);
        await joined(roomId);
    },

    joined: async ({ roomId }) => void (await joined(roomId)),
    leave: async ({ roomId }) => void (await client.leave(roomId)),
    invite: async ({ roomId, user }) => void (await client.invite(roomId, user)),
    setDisplayName: async ({ name }) => void (await client.setDisplayName(name)),
    rooms: () => Object.fromEntries(client.getRooms().map((room) => [room.roomId, room.getMyMembership()])),

    // The sessions whose keys this device holds, by room, whoever gave them to it, and whether it has seen their events or not.
    async sessions() {
        const held = {};
        for (const key of await client.getCrypto().exportRoomKeys()) (held[key.room_id] ??= []).push(key.session_id);
        return held;
    },

    async members({ roomId }) {
        const { chunk } = await client.members(roomId);
        return Object.fromEntries(chunk.map((event) => [event.state_key, event.content.membership]));
    },

    // What the server has of a room, oldest first, as this device reads it now; nothing depends on what sync brought.
    async timeline({ roomId, limit }) {
        const events = [];
        let from = null;
        do {
            const page = await client.createMessagesRequest(roomId, from, 100, sdk.Direction.Backward);
            events.push(...page.chunk);
            from = page.end;
        } while (from && events.length < limit);
        const mapped = events.slice(0, limit).reverse().map(client.getEventMapper({ decrypt: false, preventReEmit: true }));
        const seen = [];
        for (const event of mapped) seen.push(await described(event));
        return seen;
    },

    // ---- messages: encrypted wherever the room is --------------------------------------------------------------------

    async send({ roomId, type, content }) {
        await joined(roomId);
        return (await client.sendEvent(roomId, type, content)).event_id;
    },

    async redact({ roomId, eventId, reason }) {
        await joined(roomId);
        return (await client.redactEvent(roomId, eventId, undefined, reason ? { reason } : undefined)).event_id;
    },

    // A file by the recipe of the specification (EncryptedFile, v2): AES-CTR with a 64-bit counter, hash of the ciphertext.
    async sendFile({ roomId, name, mimetype, bytes, replyTo, caption }) {
        const plain = Buffer.from(bytes, "base64");
        const counter = new Uint8Array(16);
        globalThis.crypto.getRandomValues(counter.subarray(0, 8));
        const key = await globalThis.crypto.subtle.generateKey({ name: "AES-CTR", length: 256 }, true, ["encrypt", "decrypt"]);
        const cipher = Buffer.from(await globalThis.crypto.subtle.encrypt({ name: "AES-CTR", counter, length: 64 }, key, plain));
        const upload = await client.uploadContent(cipher, { type: "application/octet-stream", includeFilename: false });
        const file = {
            v: "v2",
            url: upload.content_uri,
            key: await globalThis.crypto.subtle.exportKey("jwk", key),
            iv: unpadded(counter),
            hashes: { sha256: await digest(cipher) },
        };
        const body = caption ?? name;
        const content = { msgtype: "m.file", body, filename: name, file, info: { mimetype, size: plain.length } };
        if (replyTo) content["m.relates_to"] = { "m.in_reply_to": { event_id: replyTo } };
        return ops.send({ roomId, type: "m.room.message", content });
    },

    async download({ roomId, eventId }) {
        const { file } = (await fetched(roomId, eventId)).getContent();
        if (!file) throw new Error("the event holds no encrypted file");
        const place = client.mxcUrlToHttp(file.url, undefined, undefined, undefined, false, true, true);
        const got = await fetch(place, { headers: { Authorization: `Bearer ${client.getAccessToken()}` } });
        if (!got.ok) throw new Error(`the download was answered with ${got.status}`);
        const cipher = Buffer.from(await got.arrayBuffer());
        if ((await digest(cipher)) !== file.hashes.sha256) throw new Error("the file is not what its sender uploaded");
        const key = await globalThis.crypto.subtle.importKey("jwk", file.key, "AES-CTR", false, ["decrypt"]);
        const counter = Buffer.from(file.iv, "base64");
        const plain = await globalThis.crypto.subtle.decrypt({ name: "AES-CTR", counter, length: 64 }, key, cipher);
        return Buffer.from(plain).toString("base64");
    },

    // The events of a calendar file, as the calendar of this person's device takes them. Moments are UTC, by the file's own time zones.
    async calendar({ roomId, eventId }) {
        const text = Buffer.from(await ops.download({ roomId, eventId }), "base64").toString();
        const calendar = new ICAL.Component(ICAL.parse(text));
        const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();
        return calendar.getAllSubcomponents("vevent").map((component) => {
            const event = new ICAL.Event(component);
            return {
                method: calendar.getFirstPropertyValue("method"),
                uid: event.uid,
                sequence: event.sequence,
                status: component.getFirstPropertyValue("status"),
                summary: event.summary,
                location: event.location ?? "",
                begins: utc(event.startDate),
                ends: utc(event.endDate),
                zone: event.startDate.zone.tzid,
            };
        });
    },

    // ---- polls: as the library's own model has them -------------------------------------------------------------------

    // A poll as this person sees it now: of each voter the last vote, as far as the poll takes it.
    async poll({ roomId, eventId }) {
        const poll = await shown(roomId, eventId);
        const asked = poll.pollEvent;
        const responses = (await poll.getResponses()).getRelations().sort((one, other) => one.getTs() - other.getTs());
        const votes = {};
        for (const event of responses) {
            const vote = event.unstableExtensibleEvent;
            vote?.validateAgainst(asked);
            votes[event.getSender()] = vote && !vote.spoiled ? vote.answerIds : [];
        }
        return {
            question: asked.question.text,
            open_to_see: asked.kind.name.endsWith("poll.disclosed"),
            most: asked.maxSelections,
            options: Object.fromEntries(asked.answers.map((one) => [one.id, one.text])),
            votes,
            ended: poll.isEnded,
        };
    },

    // A vote: as the library sends it, or in the spelling of the specification's text.
    async vote({ roomId, eventId, options, stable }) {
        if (!stable) return ops.send({ roomId, ...PollResponseEvent.from(options, eventId).serialize() });
        const relation = { rel_type: "m.reference", event_id: eventId };
        return ops.send({ roomId, type: "m.poll.response", content: { "m.relates_to": relation, "m.selections": options } });
    },

    endPoll: ({ roomId, eventId }) => ops.send({ roomId, ...PollEndEvent.from(eventId, "The poll has ended.").serialize() }),

    // Ends this device for ever: its token and its keys leave the server.
    logOut: async () => void (await client.logout(true)),
};

const unpadded = (bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
const digest = async (bytes) => unpadded(await globalThis.crypto.subtle.digest("SHA-256", bytes));

createInterface({ input: process.stdin })
    .on("line", (line) => void answer(JSON.parse(line)))
    .on("close", () => process.exit(0));
