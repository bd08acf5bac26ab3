/** What is told when kind couldn't make a cluster. */
import { run } from "../../../toolchain/run.ts";
import { containersOf } from "./docker.ts";

/** So much of a kubelet's log is asked for, and so much is told. */
const kubeletLines = { read: 400, told: 5 };

/**
 * What went wrong, as kind itself says it, and each node's kubelet's last words. The nodes must
 * still be there.
 *
 * @param said the lines of kind's standard error
 * @param limits a sentence about limits that are low; null: they aren't
 */
export async function creationError(cluster: string, said: readonly string[], limits: string | null): Promise<Error> {
	const nodes = await containersOf(cluster).catch(() => []);
	const words = await Promise.all(nodes.map(async (node) => ({ node, lines: await kubeletsWords(node) })));
	return new Error(creationMessage(said, words, limits));
}

/** The same, once everything is read. */
export function creationMessage(
	said: readonly string[],
	words: readonly { node: string; lines: readonly string[] }[],
	limits: string | null,
): string {
	const docker = said.find((line) => /^(Command Output: )?docker: Error|Error response from daemon/.test(line));
	const refused = said.some((line) =>
		/unable to apply caps|privileged (mode|containers?) (is|are) (not|dis)|operation not permitted/i.test(line),
	);
	const error = said.find((line) => line.startsWith("ERROR: "));
	return [
		refused && docker
			? `Docker refuses privileged containers, which kind's nodes have to be: let it run them, or choose another platform with "pulumi config set platform native".`
			: "kind couldn't make the cluster.",
		...(limits ? [limits] : []),
		...words.flatMap(({ node, lines }) =>
			lines.length === 0 ? [] : [`The kubelet of ${node} said last:`, ...lines.map((line) => `  ${line}`)],
		),
		...(docker ? [docker.replace(/^Command Output: /, "")] : []),
		error ?? said.at(-1) ?? "ERROR: kind said nothing.",
	].join("\n");
}

/**
 * Its last errors; where there are none, its last words. Empty: it never ran, or can't be asked.
 */
async function kubeletsWords(node: string): Promise<string[]> {
	try {
		const log = await run(
			[
				...["docker", "exec", node, "journalctl", "--unit=kubelet"],
				...["--no-pager", "--output=cat", `--lines=${kubeletLines.read}`],
			],
			{ limitSeconds: 20 },
		);
		return lastWords(log.split("\n"));
	} catch {
		return [];
	}
}

/** The last different errors in a kubelet's log, or its last lines where it has none. */
export function lastWords(log: readonly string[]): string[] {
	const lines = log.filter((line) => line.trim() !== "");
	const errors = lines.filter((line) => /^[EF]\d{4} |^Error: /.test(line));
	const different = new Map(
		(errors.length > 0 ? errors : lines).map((line) => [
			// Without its time and process.
			line.replace(/^[A-Z]\d{4} \S+\s+\d+ /, ""),
			line,
		]),
	);
	return [...different.values()].slice(-kubeletLines.told);
}
