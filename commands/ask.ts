import { createInterface } from "node:readline/promises";

/**
 * What the user answers in the terminal, without spaces around; null where nobody can (no
 * terminal).
 */
export async function ask(question: string): Promise<string | null> {
	if (!process.stdin.isTTY) return null;
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	const answer = await terminal.question(`${question} `);
	terminal.close();
	return answer.trim();
}
