import { expect, test } from "vitest";
import { inotifyWarning } from "./inotify.ts";

const limits = (instances: number, watches: number) => (name: "max_user_instances" | "max_user_watches") =>
	name === "max_user_instances" ? instances : watches;

test("limits that are as kind recommends, or higher, are no matter", () => {
	expect(inotifyWarning(3, limits(512, 524_288))).toBeNull();
	expect(inotifyWarning(3, limits(8192, 1e6))).toBeNull();
});

test("those that are lower are told, with how to raise them", () => {
	expect(inotifyWarning(3, limits(128, 1e6))).toBe(
		'This machine lets programs watch few files, so that a node may not come up (fs.inotify.max_user_instances is 128): "sysctl fs.inotify.max_user_instances=512" raises it.',
	);
	expect(inotifyWarning(3, limits(128, 8192))).toContain(
		'"sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288"',
	);
});

test("a single node does with less", () => {
	expect(inotifyWarning(1, limits(128, 8192))).toBeNull();
});
