import { expect, test } from "vitest";
import { creationMessage, lastWords } from "./failure.ts";

const error =
	'ERROR: failed to create cluster: failed to init node with kubeadm: command "docker exec …" failed with error: exit status 1';

test("kind's own error comes last, after the last words of each node's kubelet", () => {
	const message = creationMessage(
		["Creating cluster …", error, "Command Output: I1130 …"],
		[
			{ node: "control-plane", lines: ["E1130 12:00:00 1 run.go:72] no"] },
			{ node: "worker", lines: [] },
		],
		null,
	);
	expect(message.split("\n")).toEqual([
		"kind couldn't make the cluster.",
		"The kubelet of control-plane said last:",
		"  E1130 12:00:00 1 run.go:72] no",
		error,
	]);
});

test("a Docker that refuses privileged containers is told in one sentence, with its own words", () => {
	const docker =
		"docker: Error response from daemon: failed to create shim task: OCI runtime create failed: unable to apply caps: operation not permitted";
	const [first, ...rest] = creationMessage(
		[
			'ERROR: failed to create cluster: command "docker run --privileged …" failed with error: exit status 126',
			`Command Output: ${docker}`,
		],
		[],
		null,
	).split("\n");
	expect(first).toBe(
		'Docker refuses privileged containers, which kind\'s nodes have to be: let it run them, or choose another platform with "pulumi config set platform native".',
	);
	expect(rest[0]).toBe(docker);
	expect(rest.at(-1)).toMatch(/^ERROR: /);
});

test("limits that are low are told beside what failed", () => {
	expect(creationMessage([error], [], "Few files can be watched.")).toContain("Few files can be watched.");
});

test("of a kubelet's log, its last different errors are told; its last lines where it has none", () => {
	const line = (kind: string, second: number, text: string) => `${kind}1130 16:31:${second}.049405     238 ${text}`;
	const log = [
		line("I", 10, 'server.go:547] "Golang settings"'),
		line("E", 11, 'kubelet.go:1] "first"'),
		line("E", 12, 'kubelet.go:2] "second"'),
		line("E", 13, 'kubelet.go:1] "first"'),
		"",
	];
	expect(lastWords(log)).toEqual([log[3], log[2]]);
	expect(lastWords(log.slice(0, 1))).toEqual(log.slice(0, 1));
	expect(lastWords([])).toEqual([]);
});
