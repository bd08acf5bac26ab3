import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { createAuthority } from "./certificates.ts";

test("an issued certificate names its subject and is signed by the authority", async () => {
	const authority = await createAuthority();
	const { certificate, key } = await authority.issue({
		user: "system:node:one",
		group: "system:nodes",
		dnsNames: ["one"],
		addresses: ["198.19.255.2"],
	});
	const issued = new X509Certificate(certificate);
	const root = new X509Certificate(authority.certificate);
	expect(root.ca).toBe(true);
	expect(issued.checkIssued(root)).toBe(true);
	expect(issued.verify(root.publicKey)).toBe(true);
	expect(issued.checkPrivateKey(createPrivateKey(key))).toBe(true);
	expect(issued.subject).toContain("CN=system:node:one");
	expect(issued.subject).toContain("O=system:nodes");
	expect(issued.subjectAltName).toBe("DNS:one, IP Address:198.19.255.2");
});

test("another authority's certificate doesn't verify", async () => {
	const [one, other] = await Promise.all([createAuthority(), createAuthority()]);
	const { certificate } = await one.issue({ user: "a" });
	const issued = new X509Certificate(certificate);
	expect(issued.verify(new X509Certificate(other.certificate).publicKey)).toBe(false);
});
