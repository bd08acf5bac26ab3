import { expect, test } from "vitest";
import { hierarchiesIn } from "./controlGroups.ts";

test("a machine with cgroup v2 has one hierarchy", () => {
	const mounts =
		"proc /proc proc rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate 0 0\n";
	expect(hierarchiesIn(mounts)).toEqual([{ path: "/sys/fs/cgroup", version: 2, controllers: [] }]);
});

test("a machine with cgroup v1 has one for each set of controllers, and perhaps v2 beside them", () => {
	const mounts = `cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,relatime,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/cpuset cgroup rw,relatime,cpuset 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0`;
	expect(hierarchiesIn(mounts)).toMatchObject([
		{ path: "/sys/fs/cgroup/cpu,cpuacct", version: 1 },
		{ path: "/sys/fs/cgroup/cpuset", version: 1, controllers: ["cpuset"] },
		{ path: "/sys/fs/cgroup/unified", version: 2 },
	]);
});
