import { expect, test } from "vitest";
import { readDockerInfo } from "./machine.ts";

const endpoint = "unix:///var/run/docker.sock";

test("what Docker says of itself is read", () => {
	const text = JSON.stringify({
		ServerVersion: "28.0.1",
		OperatingSystem: "Debian GNU/Linux 12 (bookworm)",
		OSType: "linux",
		CgroupVersion: "2",
		SecurityOptions: ["name=seccomp,profile=builtin", "name=rootless"],
	});
	expect(readDockerInfo({ text, errors: "", ended: true }, endpoint)).toEqual({
		endpoint,
		error: null,
		version: "28.0.1",
		operatingSystem: "Debian GNU/Linux 12 (bookworm)",
		containers: "linux",
		rootless: true,
		cgroupVersion: 2,
	});
});

test.each([
	[JSON.stringify({ ServerErrors: ["Cannot connect to it.\nIs it up?"] }), "", "Cannot connect to it."],
	["", "permission denied\nsee help", "permission denied"],
	["", "", "no answer"],
])("a daemon that doesn't answer has an error: %#", (text, errors, error) => {
	expect(readDockerInfo({ text, errors, ended: false }, endpoint).error).toBe(error);
});
