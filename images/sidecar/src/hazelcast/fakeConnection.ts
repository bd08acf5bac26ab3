import type { IAtomicReference } from "hazelcast-client";
import type { LiveMember, MemberConnection } from "./memberClient.ts";

export interface FakeConnection extends MemberConnection {
	/** What the cluster sees alive, from the oldest to the newest. */
	live: LiveMember[];
	/** What the references hold, by `name@group`. */
	values: Map<string, string | null>;
	/** Groups that answer nothing: every call fails. */
	dead: Set<string>;
	/** Every reference asked for, `name@group`, and every call `action name@group`, in order. */
	made: string[];
	calls: string[];
	/** Delays or fails a `reference`, `get`, `set` or `compareAndSet` before it is done. */
	before: (action: string, name: string) => Promise<void> | void;
	/** Makes a group anew without its data: references made before fail, as Hazelcast's do. */
	destroy(group: string): void;
	/** The member ends. */
	lose(): void;
}

/** A connection to a member in memory, for tests: one map in place of the Raft groups. */
export function fakeConnection(live: LiveMember[] = []): FakeConnection {
	const epochs = new Map<string, number>();
	let onClosed = () => {};
	const closed = new Promise<void>((resolve) => {
		onClosed = resolve;
	});
	const fake: FakeConnection = {
		live,
		values: new Map(),
		dead: new Set(),
		made: [],
		calls: [],
		before: () => {},
		liveMembers: () => fake.live,
		async reference(name, group) {
			const key = `${name}@${group}`;
			fake.made.push(key);
			await fake.before("reference", key);
			const epoch = epochs.get(group);
			const check = async (action: string) => {
				fake.calls.push(`${action} ${key}`);
				await fake.before(action, key);
				if (fake.dead.has(group)) throw new Error(`${group} has no leader`);
				if (epochs.get(group) !== epoch) throw new Error(`${group} was destroyed`);
			};
			const reference: Pick<IAtomicReference<string | null>, "get" | "set" | "compareAndSet"> = {
				async get() {
					await check("get");
					return fake.values.get(key) ?? null;
				},
				async set(value) {
					await check("set");
					fake.values.set(key, value);
				},
				async compareAndSet(expected, value) {
					await check("compareAndSet");
					if ((fake.values.get(key) ?? null) !== expected) return false;
					fake.values.set(key, value);
					return true;
				},
			};
			return reference as IAtomicReference<string | null>;
		},
		closed,
		close: async () => onClosed(),
		destroy(group) {
			epochs.set(group, (epochs.get(group) ?? 0) + 1);
			for (const key of fake.values.keys()) {
				if (key.endsWith(`@${group}`)) fake.values.delete(key);
			}
		},
		lose: () => onClosed(),
	};
	return fake;
}
