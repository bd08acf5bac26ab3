import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { labEvent } from "../../../schema/event.ts";
import { type Request, RequestFailed } from "../../request.ts";
import { eventReporter } from "./events.ts";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** @param answers one status a request, the last one for all further; 0 for no answer */
function reporter(answers: number[], url: string | null = "http://observer:1") {
	const sent: {
		method: string;
		url: string;
		authorization: string | undefined;
		body: unknown;
	}[] = [];
	const lines: string[] = [];
	let now = 1000;
	const request: Request = async (method, target, { headers, body }) => {
		sent.push({
			method,
			url: target,
			authorization: headers.authorization,
			body: JSON.parse(body ?? ""),
		});
		const status = answers[Math.min(sent.length, answers.length) - 1] ?? 200;
		if (status === 0) throw new RequestFailed("ECONNREFUSED", false);
		return { status, text: "" };
	};
	const report = eventReporter({
		observer: url,
		observerToken: "secret-of-members",
		pod: "pod-1",
		process: 990.5,
		request,
		clock: () => now++,
		log: (line) => lines.push(line),
	});
	return { report, sent, lines };
}

test("the observer is told who says what, and when", async () => {
	const { report, sent, lines } = reporter([204]);
	report({ event: "healed", durationSeconds: 4.25 });
	await vi.advanceTimersByTimeAsync(60_000);
	expect(sent).toEqual([
		{
			method: "POST",
			url: "http://observer:1/events",
			authorization: "Bearer secret-of-members",
			body: {
				source: "consensus",
				pod: "pod-1",
				process: 990.5,
				senderTime: 1000,
				event: "healed",
				durationSeconds: 4.25,
			},
		},
	]);
	expect(labEvent.parse({ ...(sent[0]?.body as object), time: 1 })).toBeTruthy();
	expect(lines).toEqual(["healed: after 4.3 s"]);
});

test("an event that the observer doesn't take is told again, with the time of its happening", async () => {
	const { report, sent, lines } = reporter([0, 503, 200]);
	report({ event: "majority-lost", group: "group-0" });
	await vi.advanceTimersByTimeAsync(60_000);
	expect(sent).toHaveLength(3);
	expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
	expect(lines).toEqual(["majority-lost: group-0"]);
});

test("after five tries it is given up quietly, and the log has the event", async () => {
	const { report, sent, lines } = reporter([0]);
	report({ event: "member-restarted", detail: "left behind" });
	await vi.advanceTimersByTimeAsync(60_000);
	expect(sent).toHaveLength(5);
	expect(lines).toEqual(["member-restarted: left behind", "the observer didn't take an event"]);
});

test("an event that the observer refuses isn't told again, and the log says so", async () => {
	const { report, sent, lines } = reporter([403]);
	report({ event: "member-promoted" });
	await vi.advanceTimersByTimeAsync(60_000);
	expect(sent).toHaveLength(1);
	expect(lines).toEqual(["member-promoted", "the observer didn't take an event"]);
});

test("without an observer nobody is told, and the log has the event", async () => {
	const { report, sent, lines } = reporter([200], null);
	report({ event: "member-promoted" });
	await vi.advanceTimersByTimeAsync(60_000);
	expect(sent).toEqual([]);
	expect(lines).toEqual(["member-promoted"]);
});
