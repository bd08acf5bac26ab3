import fc from "fast-check";
import { expect, test } from "vitest";
import { type Delivery, ReadQueue } from "./readQueue.ts";

function lab() {
	const world = {
		now: 0,
		answer: "stored" as Delivery,
		batches: [] as number[][],
		tries: 0,
		lost: 0,
	};
	const queue = new ReadQueue<number>({
		deliver: (batch) => {
			world.tries++;
			if (world.answer === "stored") world.batches.push([...batch]);
			return world.answer;
		},
		onLost: (count) => {
			world.lost += count;
		},
		now: () => world.now,
	});
	const add = (from: number, to: number) => {
		for (let item = from; item < to; item++) queue.add(item);
	};
	return { world, queue, add };
}

test("what is added goes out 50 at a time", () => {
	const { world, add } = lab();
	add(0, 120);
	expect(world.batches.map(({ length }) => length)).toEqual([50, 50]);
	expect(world.batches.flat()).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test("what is added 2 s after the last try takes everything with it", () => {
	const { world, queue } = lab();
	queue.add(0);
	world.now = 1999;
	queue.add(1);
	expect(world.batches).toEqual([]);
	world.now = 2000;
	queue.add(2);
	expect(world.batches).toEqual([[0, 1, 2]]);
});

test("a flush sends what is left, and nothing of nothing", () => {
	const { world, queue, add } = lab();
	queue.flush();
	expect(world.tries).toBe(0);
	add(0, 3);
	queue.flush();
	queue.flush();
	expect(world.batches).toEqual([[0, 1, 2]]);
});

test("what couldn't be sent goes first the next time, and isn't tried with every item", () => {
	const { world, queue, add } = lab();
	world.answer = "failed";
	add(0, 100);
	expect(world.tries).toBe(1);
	world.answer = "stored";
	queue.flush();
	expect(world.batches).toEqual([
		Array.from({ length: 50 }, (_, i) => i),
		Array.from({ length: 50 }, (_, i) => i + 50),
	]);
	expect(world.lost).toBe(0);
});

test("while nothing can be sent, a try comes every 2 s, and beyond 500 the oldest are lost", () => {
	const { world, queue, add } = lab();
	world.answer = "failed";
	add(0, 700);
	expect(world.lost).toBe(200);
	expect(world.tries).toBe(1);
	world.now = 2000;
	add(700, 710);
	expect(world.tries).toBe(2);
	world.answer = "stored";
	queue.flush();
	expect(world.batches.flat()).toEqual(Array.from({ length: 500 }, (_, i) => i + 210));
	expect(world.lost).toBe(210);
});

test("a batch that will never be taken is lost, and doesn't hold up the next", () => {
	const { world, queue, add } = lab();
	world.answer = "refused";
	add(0, 50);
	expect(world.lost).toBe(50);
	world.answer = "stored";
	add(50, 60);
	queue.flush();
	expect(world.batches.flat()).toEqual(Array.from({ length: 10 }, (_, i) => i + 50));
});

test("every item is stored once, in its order, or counted as lost", () => {
	const delivery = fc.constantFrom<Delivery>("stored", "failed", "refused");
	fc.assert(
		fc.property(fc.array(fc.tuple(delivery, fc.nat(200), fc.nat(3000))), (turns) => {
			const { world, queue, add } = lab();
			let added = 0;
			for (const [answer, count, pause] of turns) {
				world.answer = answer;
				world.now += pause;
				add(added, added + count);
				added += count;
			}
			world.answer = "stored";
			queue.flush();
			const stored = world.batches.flat();
			expect(stored).toEqual([...new Set(stored)].sort((a, b) => a - b));
			expect(stored.length + world.lost).toBe(added);
		}),
	);
});
