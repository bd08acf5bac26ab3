import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
	kubeconfigPath,
	kubeconfigText,
	looksLikeContents,
	parseKubeconfig,
} from "./kubeconfig.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "kubeconfig-test-"));
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, { recursive: true });
});

const config = `
current-context: one
contexts:
- {name: one, context: {cluster: c, user: certificate}}
- {name: two, context: {cluster: c, user: token}}
- {name: three, context: {cluster: c, user: plugin}}
clusters:
- name: c
  cluster: {server: "https://10.0.0.1:6443", certificate-authority: ca.crt}
users:
- name: certificate
  user: {client-certificate-data: ${btoa("cert")}, client-key-data: ${btoa("key")}}
- name: token
  user: {token: t0ken}
- name: plugin
  user: {exec: {command: aws}}
`;

test("a context gives server, authority and credentials; files are relative to the kubeconfig", async () => {
	writeFileSync(join(folder, "ca.crt"), "ca");
	expect(await parseKubeconfig(config, folder)).toEqual({
		server: "https://10.0.0.1:6443",
		authority: Buffer.from("ca"),
		insecure: false,
		certificate: Buffer.from("cert"),
		key: Buffer.from("key"),
		token: undefined,
	});
	expect((await parseKubeconfig(config, folder, "two")).token).toBe("t0ken");
});

test("what is missing or can't be used is named", async () => {
	writeFileSync(join(folder, "ca.crt"), "ca");
	await expect(parseKubeconfig(config, folder, "nine")).rejects.toThrow(
		"The kubeconfig has no context named nine.",
	);
	await expect(parseKubeconfig(config, folder, "three")).rejects.toThrow(
		'authenticates by "exec", which this stand-in',
	);
	await expect(parseKubeconfig("{}", folder)).rejects.toThrow(
		"no current-context",
	);
});

test("a setting is a path or contents", () => {
	expect(looksLikeContents("/run/holdfast/kubeconfig")).toBe(false);
	expect(looksLikeContents("kubeconfig\n")).toBe(false);
	expect(looksLikeContents(config)).toBe(true);
	expect(looksLikeContents(' {"clusters": []}')).toBe(true);
	expect(looksLikeContents("apiVersion: v1\n")).toBe(true);
	expect(looksLikeContents("---")).toBe(true);
	expect(kubeconfigPath("  \n/path/x\n")).toBe("/path/x");
	writeFileSync(join(folder, "config"), config);
	expect(kubeconfigText(join(folder, "config"))).toEqual({
		text: config,
		folder,
	});
	expect(() => kubeconfigText(join(folder, "nothing"))).toThrow(
		`There is no kubeconfig at ${join(folder, "nothing")}; is the cluster up?`,
	);
});

test("without a setting, the environment's kubeconfigs are used, as one", async () => {
	writeFileSync(join(folder, "config"), config);
	vi.stubEnv("KUBECONFIG", join(folder, "config"));
	expect(kubeconfigText(undefined).text).toBe(config);
	writeFileSync(join(folder, "current"), "current-context: two");
	writeFileSync(join(folder, "ca.crt"), "ca");
	vi.stubEnv(
		"KUBECONFIG",
		`:/elsewhere:${join(folder, "current")}:${join(folder, "config")}`,
	);
	expect(kubeconfigPath(undefined)).toBeUndefined();
	const { text } = kubeconfigText(undefined);
	expect(await parseKubeconfig(text, "/nowhere")).toMatchObject({
		token: "t0ken",
		authority: Buffer.from("ca"),
	});
});
