import { expect, test } from "vitest";
import { createTurns, Refused, type Turns } from "./turns.ts";

/** Work that says when it begins, and ends when it is told to. */
function work(order: string[], name: string) {
	const { promise, resolve } = Promise.withResolvers<string>();
	return {
		begin: () => {
			order.push(name);
			return promise;
		},
		end: () => resolve(name),
	};
}

/** One piece in hand, whose end is up to the caller. */
function occupied(turns: Turns, order: string[]) {
	const piece = work(order, "in hand");
	const done = turns.last(piece.begin);
	return { end: piece.end, done };
}

test("work is done in the order in which it came, but what is to be first goes before all that waits", async () => {
	const order: string[] = [];
	const turns = createTurns(10);
	const { end, done } = occupied(turns, order);
	const others = [
		turns.last(async () => order.push("one")),
		turns.last(async () => order.push("two")),
		turns.first(async () => order.push("first")),
	];
	expect(order).toEqual(["in hand"]);
	end();
	await Promise.all([done, ...others]);
	expect(order).toEqual(["in hand", "first", "one", "two"]);
});

test("work that fails makes way for the next", async () => {
	const turns = createTurns(10);
	const failing = turns.last(async () => {
		throw new Error("broken");
	});
	const next = turns.last(async () => "done");
	await expect(failing).rejects.toThrow("broken");
	expect(await next).toBe("done");
});

test("beyond the bound work is refused at once, except what is to be first", async () => {
	const order: string[] = [];
	const turns = createTurns(1);
	const { end, done } = occupied(turns, order);
	const waits = turns.last(async () => "waited");
	await expect(turns.last(async () => "too many")).rejects.toThrow(
		"1 others wait for their turn already: try again later.",
	);
	const first = turns.first(async () => "first");
	end();
	await done;
	expect(await Promise.all([first, waits])).toEqual(["first", "waited"]);
});

test("work that nobody waits for any more is not begun, but what has begun is finished", async () => {
	const order: string[] = [];
	const turns = createTurns(10);
	const { end, done } = occupied(turns, order);
	const leaving = new AbortController();
	const left = turns.last(async () => order.push("left"), leaving.signal);
	const after = turns.last(async () => order.push("after"));
	leaving.abort();
	await expect(left).rejects.toThrow(Refused);
	end();
	await Promise.all([done, after]);
	expect(order).toEqual(["in hand", "after"]);

	const late = new AbortController();
	const piece = work(order, "begun");
	const begun = turns.last(piece.begin, late.signal);
	late.abort();
	piece.end();
	expect(await begun).toBe("begun");
});

test("closing refuses what waits and what comes, and waits for what is in hand", async () => {
	const order: string[] = [];
	const turns = createTurns(10);
	const { end, done } = occupied(turns, order);
	const waits = turns.first(async () => order.push("waits"));
	const closed = turns.close().then(() => order.push("closed"));
	await expect(waits).rejects.toThrow("This process is stopping");
	await expect(turns.last(async () => {})).rejects.toThrow(Refused);
	expect(order).toEqual(["in hand"]);
	end();
	await Promise.all([done, closed, turns.close()]);
	expect(order).toEqual(["in hand", "closed"]);
});
