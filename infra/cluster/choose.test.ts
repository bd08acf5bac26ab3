import { expect, test } from "vitest";
import { choosePlatform, type MachineFacts } from "./choose.ts";

const docker = {
	endpoint: "unix:///var/run/docker.sock",
	error: null,
	version: "28.0.1",
	operatingSystem: "Debian GNU/Linux 12",
	containers: "linux",
	rootless: false,
	cgroupVersion: 2,
};
const fitting: MachineFacts = {
	system: "linux",
	root: true,
	kind: "kind v0.30.0",
	docker,
};

test("a fitting Docker and kind are taken, and why is said", () => {
	expect(choosePlatform("auto", () => fitting, "")).toEqual({
		platform: "kind",
		because: "Docker 28.0.1 and kind v0.30.0 are here",
	});
});

test.each<[Partial<MachineFacts>, string]>([
	[{ kind: null }, "kind is not on PATH"],
	[{ docker: null }, "docker is not on PATH"],
	[{ system: "darwin" }, "only from the Linux machine"],
	[{ root: false }, "only by root"],
	[
		{ docker: { ...docker, error: "permission denied" } },
		"the Docker daemon at unix:///var/run/docker.sock doesn't answer (permission denied)",
	],
	[
		{ docker: { ...docker, endpoint: "tcp://build:2375" } },
		"the Docker daemon at tcp://build:2375 is on another machine",
	],
	[{ docker: { ...docker, operatingSystem: "Docker Desktop" } }, "is Docker Desktop's"],
	[{ docker: { ...docker, containers: "windows" } }, "runs windows containers"],
	[{ docker: { ...docker, rootless: true } }, "is rootless"],
])("without it, auto is native and kind is refused, for one reason: %#", (change, reason) => {
	const facts = () => ({ ...fitting, ...change });
	const { platform, because } = choosePlatform("auto", facts, "");
	expect(platform).toBe("native");
	expect(because).toContain(reason);
	expect(() => choosePlatform("kind", facts)).toThrow(
		new Error(
			`The platform "kind" can't be had: ${because}. Mend it, or choose another with "pulumi config set platform native".`,
		),
	);
});

test("what the environment says of auto comes before the machine, and after the stack", () => {
	const facts = () => fitting;
	expect(choosePlatform("auto", facts, "native")).toEqual({
		platform: "native",
		because: null,
	});
	expect(choosePlatform("kind", facts, "native").platform).toBe("kind");
	expect(choosePlatform("auto", facts, "").platform).toBe("kind");
	expect(() => choosePlatform("auto", facts, "docker")).toThrow(
		'HOLDFAST_PLATFORM is "docker", which is no platform: set it to one of native, kind, k3s, kubeconfig, or leave it out.',
	);
});

test("auto leaves control groups of version 1 to whoever names kind", () => {
	const facts = () => ({ ...fitting, docker: { ...docker, cgroupVersion: 1 } });
	expect(choosePlatform("auto", facts, "")).toEqual({
		platform: "native",
		because: expect.stringContaining("are of version 1"),
	});
	expect(choosePlatform("kind", facts).platform).toBe("kind");
});

test.each(["native", "k3s", "kubeconfig"] as const)(
	"%s is taken at its word, without a look at the machine",
	(platform) => {
		const nobodyAsks = () => {
			throw new Error("The machine was asked.");
		};
		expect(choosePlatform(platform, nobodyAsks)).toEqual({
			platform,
			because: null,
		});
	},
);
