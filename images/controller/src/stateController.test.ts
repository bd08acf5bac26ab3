import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { identityOf } from "../../../schema/standbyIdentity.ts";
import type { RoleOrder, RoleReport } from "../../app/src/standby/roles.ts";
import { standbyStorage } from "../../app/src/standby/storage.ts";
import { couchDb } from "../../app/src/storage/couchdb.ts";
import { type FakeCouch, fakeStateStore } from "../../app/src/storage/fakeCouch.ts";
import { unseal } from "../../app/src/storage/fenced.ts";
import type { PodView } from "./podView.ts";
import { createStateController, EpochNotGiven, type Promotion, type StateController } from "./stateController.ts";
import { hangUpSeconds, silenceSeconds } from "./succession.ts";

const identity = "pod-0";

/** Pods, their processes, a store and a State Controller, in a time of its own. */
function laboratory(couch: FakeCouch = fakeStateStore()) {
	let now = 100;
	let nextUid = 0;
	let reachable = true;
	const pods = new Map<string, PodView>();
	const promotions: Promotion[] = [];
	const acknowledged: { process: string; value: number }[] = [];
	const orders: { epoch: number; to: string }[] = [];
	let controller: StateController = make();

	function make(): StateController {
		const mine: StateController = createStateController({
			clock: () => now,
			async label({ pod, uid }, role, epoch) {
				await null;
				const view = pods.get(pod);
				if (view?.uid !== uid) throw new Error("there is another one");
				const annotated = role === "active" ? epoch : view.epoch;
				see({ ...view, labelled: role, epoch: annotated });
			},
			onPromoted: (promotion) => promotions.push(promotion),
			log: () => {},
		});
		return mine;
	}

	function see(view: PodView): void {
		pods.set(view.pod, view);
		controller.seen(view);
	}

	/** A Pod with a process, which makes an update as often as it is told to. */
	function start(pod: string) {
		const uid = `uid ${nextUid++}`;
		see({
			...{ pod, uid, identity: identityOf(pod), isFirst: pod === identity },
			...{ ending: false, ready: false, labelled: null, epoch: 0 },
		});
		return startProcess(pod, uid);
	}

	function startProcess(pod: string, uid: string) {
		const stop = new AbortController();
		const process = now + nextUid++ / 1000;
		let last = 0;
		const ask = async (report: RoleReport, waitSeconds: number) => {
			if (!reachable) return { reason: "ECONNREFUSED" };
			let order: RoleOrder;
			try {
				order = await controller.ask(report, waitSeconds, stop.signal);
			} catch (error) {
				return { reason: String(error) };
			}
			if (order.role === "active" && report.role === "standby") {
				orders.push({ epoch: order.epoch, to: `${pod} ${process}` });
			}
			return order;
		};
		const openCouch = () => couchDb({ url: "http://central", database: "states", credentials: null }, couch.request);
		const storage = standbyStorage({
			identity,
			self: { pod, uid, process },
			couch: openCouch(),
			openCouch,
			ask,
			clock: () => now,
			onDeposed: () => stop.abort(),
			storage: {
				precedes: (_, stored, value) => Number(stored) < Number(value),
				retry: {
					...{ attempts: 2, attemptTimeoutSeconds: 1, deadlineSeconds: 9 },
					...{ firstDelaySeconds: 0, maximumDelaySeconds: 0 },
				},
			},
			waitSeconds: 0.002,
			pauseSeconds: 0.001,
		});
		const prepared = storage.prepare(stop.signal, () => {});
		return {
			pod,
			uid,
			stop,
			storage,
			prepared,
			async update(): Promise<boolean> {
				if (stop.signal.aborted) return false;
				try {
					const { state } = await storage.load();
					const value = Math.max(last, Number(state ?? 0)) + 1;
					last = value;
					await storage.persist(String(value));
					acknowledged.push({ process: `${pod} ${process}`, value });
					return true;
				} catch {
					return false;
				}
			},
			kill: () => stop.abort(),
			deletePod() {
				const view = pods.get(pod);
				if (view?.uid === uid) see({ ...view, ending: true });
				stop.abort();
				pods.delete(pod);
				controller.gone(uid);
			},
			unready() {
				const view = pods.get(pod);
				if (view?.uid !== uid) return;
				see({ ...view, ready: true });
				see({ ...view, ready: false });
			},
		};
	}

	return {
		...{ promotions, acknowledged, orders, pods, couch, start, startProcess },
		term: () => controller.terms().get(identity),
		async pass(seconds: number) {
			now += seconds;
			controller.tick();
			await new Promise((resume) => setTimeout(resume, 4));
		},
		replaceController() {
			controller = make();
			for (const view of pods.values()) controller.seen(view);
		},
		reach(is: boolean) {
			reachable = is;
		},
	};
}

async function until(condition: () => boolean): Promise<void> {
	for (let i = 0; i < 400 && !condition(); i++) {
		await new Promise((resume) => setTimeout(resume, 5));
	}
	expect(condition()).toBe(true);
}

describe("a State Controller with its processes", () => {
	test("the standby goes on from where a deleted active one stood, and its successor stands by", async () => {
		const lab = laboratory();
		const a = lab.start("pod-0");
		const b = lab.start("standby-0");
		expect(await a.prepared).toEqual({ startedAt: null });
		await until(() => b.storage.standsBy?.() === true);
		const looker = b.storage.openReader?.();
		expect(await looker?.read(identity)).toBeNull();
		await a.update();
		await a.update();
		// Without a lease, and while the other one is active.
		expect(await looker?.read(identity)).toBe("2");
		expect(await looker?.read("pod-1")).toBeNull();
		a.deletePod();
		expect(await b.prepared).toEqual({
			startedAt: null,
			waitedUntil: expect.any(Number),
		});
		expect(await b.storage.openReader?.().read(identity)).toBe("2");
		await b.update();
		expect(lab.acknowledged.map(({ value }) => value)).toEqual([1, 2, 3]);
		const again = lab.start("pod-0");
		await until(() => again.storage.standsBy?.() === true);
		await until(() => lab.promotions.length === 2);
		expect(lab.promotions.map(({ pod, epoch, because }) => [pod, epoch, because])).toEqual([
			["pod-0", 1, "nobody is active"],
			["standby-0", 2, "pod-0 is being deleted"],
		]);
		await until(() => lab.pods.get("pod-0")?.labelled === "standby");
		expect(lab.pods.get("standby-0")).toMatchObject({
			labelled: "active",
			epoch: 2,
		});
		for (const process of [b, again]) process.kill();
	});

	test("an active one that only seemed to be gone is fenced, and ends", async () => {
		const lab = laboratory();
		const a = lab.start("pod-0");
		const b = lab.start("standby-0");
		await a.prepared;
		await until(() => b.storage.standsBy?.() === true);
		await a.update();
		lab.reach(false);
		a.unready();
		lab.reach(true);
		await b.prepared;
		await b.update();
		expect(await a.update()).toBe(false);
		await until(() => a.stop.signal.aborted);
		expect(lab.acknowledged.map(({ value }) => value)).toEqual([1, 2]);
		b.kill();
	});

	test("without a State Controller the active one goes on; the next one leaves it what it is", async () => {
		const lab = laboratory();
		const a = lab.start("pod-0");
		const b = lab.start("standby-0");
		await a.prepared;
		await until(() => lab.pods.get("pod-0")?.labelled === "active");
		lab.reach(false);
		expect(await a.update()).toBe(true);
		lab.replaceController();
		lab.reach(true);
		await until(() => lab.term()?.confirmed === true);
		expect(lab.term()).toMatchObject({ pod: "pod-0", epoch: 1 });
		expect(await a.update()).toBe(true);
		a.deletePod();
		await b.prepared;
		expect(await b.update()).toBe(true);
		expect(lab.term()).toMatchObject({ pod: "standby-0", epoch: 2 });
		b.kill();
	});

	test("a State Controller that knows nothing of the epochs in the store learns them there", async () => {
		const lab = laboratory();
		lab.couch.put("pod-0", JSON.stringify({ epoch: 8, holder: "somebody", state: "5" }));
		const a = lab.start("pod-0");
		await a.prepared;
		await a.update();
		expect(lab.acknowledged.map(({ value }) => value)).toEqual([6]);
		const upTo9 = Array.from({ length: 9 }, (_, i) => i + 1);
		expect(lab.orders.map(({ epoch }) => epoch)).toEqual(upTo9);
		a.kill();
	});

	test("whatever happens to Pods, processes and State Controllers, no two processes write in one epoch, and no update is acknowledged twice or lost", async () => {
		const event = fc.constantFrom(
			...["update", "update", "update", "pass", "late"],
			...["delete-pod", "delete-standby", "kill", "unready", "controller"],
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(event, fc.nat(3)), { minLength: 5, maxLength: 25 }), async (events) => {
				const lab = laboratory();
				const processes = [lab.start("pod-0"), lab.start("standby-0")];
				await lab.pass(0.1);
				for (const [what, which] of events) {
					const living = processes.filter(({ stop }) => !stop.signal.aborted);
					const chosen = living[which % Math.max(1, living.length)];
					if (what === "update") {
						await Promise.all(processes.map((each) => each.update()));
					} else if (what === "pass") await lab.pass(0.6);
					else if (what === "late") await lab.pass(1.5);
					else if (what === "controller") lab.replaceController();
					else if (what === "unready") chosen?.unready();
					else if (what === "kill" && chosen) {
						chosen.kill();
						processes.push(lab.startProcess(chosen.pod, chosen.uid));
					} else if (what.startsWith("delete")) {
						const pod = what === "delete-pod" ? "pod-0" : "standby-0";
						const uid = lab.pods.get(pod)?.uid;
						for (const each of processes) {
							if (each.uid === uid) each.deletePod();
						}
						processes.push(lab.start(pod));
					}
				}
				for (const { kill } of processes) kill();
				const values = lab.acknowledged.map(({ value }) => value);
				expect(new Set(values).size).toBe(values.length);
				const stored = lab.couch.updates("pod-0").map(({ value }) => unseal(value));
				const states = stored.map((each) => Number(each?.state));
				expect(states).toEqual(states.toSorted((x, y) => x - y));
				const holders = Map.groupBy(stored, (each) => each?.epoch);
				for (const each of holders.values()) {
					expect(new Set(each.map((one) => one?.holder)).size).toBe(1);
				}
			}),
			{ numRuns: 60 },
		);
	}, 60_000);
});

const never = new AbortController().signal;

function seenPods(controller: StateController, annotated = 0) {
	for (const pod of ["pod-0", "standby-0"]) {
		const isFirst = pod === identity;
		controller.seen({
			...{ pod, uid: pod, identity, isFirst, ending: false, ready: true },
			...{ labelled: null, epoch: isFirst ? annotated : 0 },
		});
	}
}

describe("an epoch can't jump", () => {
	const claim = (pod: string, role: "active" | "standby", epoch: number) => ({
		...{ pod, uid: pod, process: 1, role, epoch },
	});
	const make = () =>
		createStateController({
			...{ clock: () => 0, label: async () => {}, onPromoted() {}, log() {} },
		});

	test("whoever says that it is active in one that nobody gave isn't believed", async () => {
		const controller = make();
		seenPods(controller);
		await controller.ask(claim("pod-0", "standby", 0), 0, never);
		await expect(controller.ask(claim("standby-0", "active", 2), 0, never)).rejects.toThrow(
			"standby-0 says that it is active in epoch 2, but no epoch above 1 was given: it isn't believed.",
		);
		expect(controller.terms().get(identity)).toMatchObject({
			...{ pod: "pod-0", epoch: 1 },
		});
	});

	test("an active one from before this State Controller's time is, in the epoch on its Pod or the one after", async () => {
		for (const epoch of [7, 8]) {
			const controller = make();
			seenPods(controller, 7);
			await controller.ask(claim("pod-0", "active", epoch), 0, never);
			expect(controller.terms().get(identity)).toMatchObject({ epoch });
		}
		const controller = make();
		seenPods(controller, 7);
		await expect(controller.ask(claim("pod-0", "active", 9), 0, never)).rejects.toThrow(EpochNotGiven);
	});

	test("whatever processes say, each word raises it by one at most, and never beyond what was given", async () => {
		const word = fc.record({
			pod: fc.constantFrom("pod-0", "standby-0"),
			process: fc.constantFrom(1, 2),
			role: fc.constantFrom("active" as const, "standby" as const),
			epoch: fc.oneof(fc.nat(6), fc.maxSafeNat()),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(word, { maxLength: 30 }), fc.nat(4), async (words, annotated) => {
				const controller = make();
				seenPods(controller, annotated);
				let highest = annotated;
				for (const said of words) {
					const order = await controller.ask({ ...said, uid: said.pod }, 0, never).catch((error: unknown) => error);
					if (order instanceof EpochNotGiven) {
						expect(said.role).toBe("active");
						expect(said.epoch).toBeGreaterThan(highest);
					}
					const epoch = controller.terms().get(identity)?.epoch ?? 0;
					expect(epoch).toBeLessThanOrEqual(highest + 1);
					highest = Math.max(highest, epoch);
				}
			}),
		);
	});
});

describe("with timers that fire too early", () => {
	beforeEach(() => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	/** A State Controller without ticks, whose clock is behind its timers by a part of a second. */
	async function promotionAfter(
		behindSeconds: number,
		happens: (controller: StateController) => Promise<void>,
	): Promise<number> {
		let now = 1000;
		let promotedAt = Number.NaN;
		const controller = createStateController({
			clock: () => now,
			label: async () => {},
			onPromoted() {},
			log(line) {
				if (line.includes("standby-0 shall be active")) promotedAt = now;
			},
		});
		seenPods(controller);
		for (const [pod, role, epoch] of [
			["pod-0", "standby", 0],
			["pod-0", "active", 1],
			["standby-0", "standby", 1],
		] as const) {
			const said = { pod, uid: pod, process: 1, role, epoch };
			const asked = controller.ask(said, 0, never);
			await vi.advanceTimersByTimeAsync(1);
			await asked;
		}
		await happens(controller);
		const begin = now;
		now -= behindSeconds;
		const alive = { ...{ pod: "standby-0", uid: "standby-0" }, process: 1 };
		for (let ms = 0; ms < 6000 && Number.isNaN(promotedAt); ms++) {
			now += 0.001;
			await vi.advanceTimersByTimeAsync(1);
			if (ms % 700 === 350) {
				const said = { ...alive, role: "standby" as const, epoch: 1 };
				void controller.ask(said, 0, never);
			}
		}
		return promotedAt - begin;
	}

	test.each([0, 0.0001, 0.0009, 0.004])(
		"by %s s, a hang-up leads to a promotion as soon as its time has passed",
		async (behindSeconds) => {
			const seconds = await promotionAfter(behindSeconds, async (of) => {
				const gone = new AbortController();
				const said = { pod: "pod-0", uid: "pod-0", process: 1, epoch: 1 };
				const asked = of.ask({ ...said, role: "active" }, 9, gone.signal);
				gone.abort();
				await asked;
			});
			expect(seconds).toBeGreaterThanOrEqual(hangUpSeconds - 1e-9);
			expect(seconds).toBeLessThan(hangUpSeconds + 0.01);
		},
	);

	test.each([0, 0.0009])("by %s s, so does silence, without waiting for the next tick", async (behindSeconds) => {
		const seconds = await promotionAfter(behindSeconds, async () => {});
		expect(seconds).toBeGreaterThanOrEqual(silenceSeconds - 0.01);
		expect(seconds).toBeLessThan(silenceSeconds + 0.01);
	});
});
