import { spawnSync } from "node:child_process";
import type { Scan } from "./scan.ts";

/** What `npm audit --json` prints: a report, or why there is none. */
export interface AuditAnswer {
	message?: string;
	error?: { summary?: string };
	vulnerabilities?: Record<
		string,
		{ severity: string; range: string; fixAvailable: boolean | object }
	>;
}

const severe = ["high", "critical"];

/**
 * What the registry's advisories say about the packages that a lock file pins for the product.
 *
 * @param folder where package-lock.json is
 * @param name what the packages are of, in words
 */
export function scanNpm(folder: string, name: string): Scan {
	const { stdout } = spawnSync("npm", ["audit", "--json", "--omit=dev"], {
		cwd: folder,
		encoding: "utf8",
		timeout: 120_000,
	});
	let answer: AuditAnswer;
	try {
		answer = JSON.parse(stdout);
	} catch {
		answer = { message: "npm audit printed no answer within two minutes" };
	}
	return readAudit(answer, name);
}

/** Findings are those of high or critical severity. */
export function readAudit(answer: AuditAnswer, name: string): Scan {
	const { vulnerabilities, message, error } = answer;
	return {
		about: `npm packages of ${name}, against the registry's advisories`,
		findings: Object.entries(vulnerabilities ?? {})
			.filter(([, { severity }]) => severe.includes(severity))
			.map(
				([packageName, { severity, range, fixAvailable }]) =>
					`${packageName} ${range} (${severity})${fixAvailable ? ': "npm audit fix" mends it' : ""}`,
			),
		unasked: vulnerabilities
			? null
			: (message ?? error?.summary ?? "npm audit gave no reason"),
	};
}
