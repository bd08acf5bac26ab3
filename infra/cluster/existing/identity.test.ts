import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { clusterIdentity } from "./identity.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-identity-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function kubeconfig({
	cluster = {},
	token = "a",
	current = "default",
}: {
	cluster?: object;
	token?: string;
	current?: string;
} = {}): string {
	const file = join(folder, `${files++}.yaml`);
	const content = {
		"current-context": current,
		contexts: [{ name: "default", context: { cluster: "k3s", user: "u" } }],
		clusters: [
			{
				name: "k3s",
				cluster: {
					server: "https://127.0.0.1:6443",
					"certificate-authority-data": "b25l",
					...cluster,
				},
			},
		],
		users: [{ name: "u", user: { token } }],
	};
	writeFileSync(file, stringify(content));
	return file;
}

test("a cluster that was installed again is another one, and one whose credentials were renewed isn't", () => {
	const before = clusterIdentity(kubeconfig(), "");
	expect(before).toMatch(/^[0-9a-f]{64}$/);
	expect(clusterIdentity(kubeconfig({ token: "b" }), "")).toBe(before);
	expect(clusterIdentity(kubeconfig(), "default")).toBe(before);
	const again = { "certificate-authority-data": "dHdv" };
	expect(clusterIdentity(kubeconfig({ cluster: again }), "")).not.toBe(before);
});

test("a certificate authority in a file counts by what is in it", () => {
	const file = kubeconfig({
		cluster: {
			"certificate-authority-data": undefined,
			"certificate-authority": "ca.crt",
		},
	});
	writeFileSync(join(folder, "ca.crt"), "one");
	const before = clusterIdentity(file, "");
	writeFileSync(join(folder, "ca.crt"), "two");
	expect(clusterIdentity(file, "")).not.toBe(before);
});

test("several files are looked through, and what can't be read is told by others", () => {
	const file = kubeconfig();
	const list = ["/nowhere/config", file].join(delimiter);
	expect(clusterIdentity(list, "")).toBe(clusterIdentity(file, ""));
	expect(clusterIdentity("/nowhere/config", "")).toBe("");
	expect(clusterIdentity(file, "another")).toBe("");
	const broken = join(folder, "broken.yaml");
	writeFileSync(broken, "a: [");
	expect(clusterIdentity(broken, "")).toBe("");
});
