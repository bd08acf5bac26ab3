import { Keyv } from "keyv";
import { afterEach, expect, test } from "vitest";
import { plainKeyv, type StorageAdapter } from "./stateStorage.ts";

/**
 * Tests that every storage adapter of a method passes, seen through Keyv as the application uses
 * it. They ask what
 * @keyv/test-suite asks, which can't be used: it tests serialized values of Keyv 5.
 *
 * @param open makes an adapter on a store that is empty or cleared by `clear`
 */
export function testAdapterContract(name: string, open: () => StorageAdapter | Promise<StorageAdapter>): void {
	let keyv: Keyv<string>;
	const opened = async () => {
		keyv = plainKeyv(await open());
		await keyv.clear();
		return keyv;
	};
	afterEach(async () => {
		await keyv?.clear();
	});

	test(`${name}: a key that was never set is undefined`, async () => {
		const keyv = await opened();
		expect(await keyv.get("missing")).toBeUndefined();
		expect(await keyv.has("missing")).toBe(false);
	});

	test(`${name}: what was set is got, and setting answers true`, async () => {
		const keyv = await opened();
		expect(await keyv.set("pod-0", "state")).toBe(true);
		expect(await keyv.get("pod-0")).toBe("state");
		expect(await keyv.has("pod-0")).toBe(true);
	});

	test(`${name}: a later value takes the place of an earlier one`, async () => {
		const keyv = await opened();
		for (const value of ["one", "two", "two", "three"]) {
			await keyv.set("pod-0", value);
			expect(await keyv.get("pod-0")).toBe(value);
		}
	});

	test(`${name}: keys don't touch one another`, async () => {
		const keyv = await opened();
		await keyv.set("pod-1", "one");
		await keyv.set("pod-11", "eleven");
		await keyv.delete("pod-1");
		expect(await keyv.get("pod-1")).toBeUndefined();
		expect(await keyv.get("pod-11")).toBe("eleven");
	});

	test(`${name}: deleting answers whether there was something`, async () => {
		const keyv = await opened();
		await keyv.set("pod-0", "state");
		expect(await keyv.delete("pod-0")).toBe(true);
		expect(await keyv.delete("pod-0")).toBe(false);
		expect(await keyv.get("pod-0")).toBeUndefined();
	});

	test(`${name}: a deleted key can be set again`, async () => {
		const keyv = await opened();
		await keyv.set("pod-0", "before");
		await keyv.delete("pod-0");
		expect(await keyv.set("pod-0", "after")).toBe(true);
		expect(await keyv.get("pod-0")).toBe("after");
	});

	test(`${name}: clearing leaves nothing`, async () => {
		const keyv = await opened();
		await keyv.set("pod-0", "zero");
		await keyv.set("pod-1", "one");
		await keyv.clear();
		expect(await keyv.get(["pod-0", "pod-1"])).toEqual([undefined, undefined]);
	});

	test(`${name}: namespaces on one adapter share no key, and clearing one leaves the others`, async () => {
		const adapter = await open();
		const inNamespace = (namespace: string) => {
			const each = new Keyv<string>(adapter, { serialization: false, namespace });
			each.throwOnEmitError = true;
			return each;
		};
		keyv = plainKeyv(adapter);
		const one = inNamespace("one");
		const two = inNamespace("two");
		await keyv.clear();
		await one.set("pod-0", "A");
		await two.setMany([
			{ key: "pod-0", value: "B" },
			{ key: "pod-1", value: "C" },
		]);
		expect(await keyv.get("pod-0")).toBeUndefined();
		await keyv.set("pod-0", "D");
		expect(await one.get("pod-0")).toBe("A");
		expect(await two.getMany(["pod-0", "pod-1"])).toEqual(["B", "C"]);
		expect(await one.delete("pod-1")).toBe(false);
		expect(await one.hasMany(["pod-0", "pod-1"])).toEqual([true, false]);
		await one.clear();
		expect(await one.get("pod-0")).toBeUndefined();
		expect(await two.get(["pod-0", "pod-1"])).toEqual(["B", "C"]);
		expect(await keyv.get("pod-0")).toBe("D");
		const inTwo: unknown[] = [];
		for await (const entry of two.iterator()) inTwo.push(entry);
		expect(inTwo.toSorted()).toEqual([
			["pod-0", "B"],
			["pod-1", "C"],
		]);
	});

	test(`${name}: a value that is no text is refused, and nothing is stored`, async () => {
		const keyv = await opened();
		for (const value of [undefined, null, 5, {}, []]) {
			await expect(keyv.set("pod-0", value as never)).rejects.toThrow("A storage adapter keeps strings");
		}
		expect(await keyv.has("pod-0")).toBe(false);
	});

	test(`${name}: many keys are set, got and deleted in their order`, async () => {
		const keyv = await opened();
		const entries = ["a", "b", "c"].map((key) => ({ key, value: `${key}!` }));
		expect(await keyv.setMany(entries)).toEqual([true, true, true]);
		expect(await keyv.getMany(["c", "missing", "a"])).toEqual(["c!", undefined, "a!"]);
		expect(await keyv.hasMany(["b", "missing"])).toEqual([true, false]);
		expect(await keyv.deleteMany(["b", "missing"])).toEqual([true, false]);
	});

	test(`${name}: a value past its time is gone`, async () => {
		const keyv = await opened();
		// Long enough for a slow store to answer in between.
		await keyv.set("pod-0", "state", 1500);
		expect(await keyv.get("pod-0")).toBe("state");
		await new Promise((resume) => setTimeout(resume, 1600));
		expect(await keyv.get("pod-0")).toBeUndefined();
	});

	test(`${name}: values come back to the byte`, async () => {
		const keyv = await opened();
		for (const value of ["ehIjf2P/Jdj5nd8Oo9CPSw/xvNtpTxwe0t5Y7SWHy2k=", "", '{"value":"quoted"}', "ä € 𝄞 \u0000 \n"]) {
			await keyv.set("pod-0", value);
			expect(await keyv.get("pod-0")).toBe(value);
		}
	});

	test(`${name}: keys may hold any character of a path or a query`, async () => {
		const keyv = await opened();
		for (const key of ["a/b", "a?b=c", "a b", "ä", "a%2Fb"]) {
			await keyv.set(key, `value of ${key}`);
			expect(await keyv.get(key)).toBe(`value of ${key}`);
		}
	});

	test(`${name}: writers of different keys at the same time all succeed`, async () => {
		const keyv = await opened();
		const keys = Array.from({ length: 20 }, (_, i) => `pod-${i}`);
		expect(await Promise.all(keys.map((key) => keyv.set(key, `${key}!`)))).toEqual(keys.map(() => true));
		expect(await keyv.getMany(keys)).toEqual(keys.map((key) => `${key}!`));
	});

	test(`${name}: writers of one key at the same time all succeed, and the last stands`, async () => {
		const keyv = await opened();
		const values = Array.from({ length: 20 }, (_, i) => `value ${i}`);
		expect(await Promise.all(values.map((value) => keyv.set("pod-0", value)))).toEqual(values.map(() => true));
		expect(await keyv.get("pod-0")).toBe("value 19");
	});

	test(`${name}: reading, writing and deleting at the same time breaks nothing`, async () => {
		const keyv = await opened();
		const outcomes = await Promise.allSettled(
			Array.from({ length: 30 }, (_, i) =>
				i % 3 === 0 ? keyv.set("pod-0", `value ${i}`) : i % 3 === 1 ? keyv.get("pod-0") : keyv.delete("pod-0"),
			),
		);
		expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
		await keyv.set("pod-0", "after");
		expect(await keyv.get("pod-0")).toBe("after");
	});
}
