// tsyringe, which @peculiar/x509 is built on, needs it first.
import "reflect-metadata";
import { generateKeyPairSync, webcrypto } from "node:crypto";
import {
	BasicConstraintsExtension,
	ExtendedKeyUsageExtension,
	KeyUsageFlags,
	KeyUsagesExtension,
	PemConverter,
	SubjectAlternativeNameExtension,
	X509CertificateGenerator,
} from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const clientAndServer = ["1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1"];
/** A lab lives for hours; a run of weeks would be a surprise. */
const validityDays = 30;

/** A certificate and its private key, in PEM. */
export interface Identity {
	certificate: string;
	key: string;
}

/**
 * Who an issued certificate speaks for: Kubernetes reads the user from CN and the groups from O.
 */
export interface Subject {
	user: string;
	group?: string;
	dnsNames?: readonly string[];
	addresses?: readonly string[];
}

export interface Authority {
	certificate: string;
	issue(subject: Subject): Promise<Identity>;
}

/** Makes a certificate authority whose key never leaves this process. */
export async function createAuthority(): Promise<Authority> {
	const keys = await newKeys();
	const root = await X509CertificateGenerator.createSelfSigned({
		name: "CN=holdfast",
		keys,
		...validity(),
		signingAlgorithm: algorithm,
		extensions: [
			new BasicConstraintsExtension(true, undefined, true),
			new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
		],
	});
	let serial = 1;
	return {
		certificate: root.toString("pem"),
		async issue({ user, group, dnsNames = [], addresses = [] }) {
			const own = await newKeys();
			const names = [
				...dnsNames.map((value) => ({ type: "dns" as const, value })),
				...addresses.map((value) => ({ type: "ip" as const, value })),
			];
			const certificate = await X509CertificateGenerator.create({
				serialNumber: (++serial).toString(16).padStart(4, "0"),
				subject: group ? `CN=${user}, O=${group}` : `CN=${user}`,
				issuer: root.subject,
				publicKey: own.publicKey,
				signingKey: keys.privateKey,
				...validity(),
				signingAlgorithm: algorithm,
				extensions: [
					new ExtendedKeyUsageExtension(clientAndServer),
					...(names.length ? [new SubjectAlternativeNameExtension(names)] : []),
				],
			});
			return {
				certificate: certificate.toString("pem"),
				key: await privateKeyPem(own.privateKey),
			};
		},
	};
}

/** The key pair with which service account tokens are signed and checked. */
export function createServiceAccountKey(): { publicKey: string; key: string } {
	const { publicKey, privateKey } = generateKeyPairSync("ec", {
		namedCurve: "P-256",
	});
	return {
		publicKey: publicKey.export({ type: "spki", format: "pem" }) as string,
		key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
	};
}

function newKeys() {
	return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
	return PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

function validity(): { notBefore: Date; notAfter: Date } {
	const now = Date.now();
	// An hour back: clocks step, and a certificate from the future is refused.
	return {
		notBefore: new Date(now - 3_600_000),
		notAfter: new Date(now + validityDays * 86_400_000),
	};
}
