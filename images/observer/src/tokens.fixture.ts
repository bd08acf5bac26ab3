import { type Tokens, writers } from "./authorization.ts";

export const exampleTokens = Object.fromEntries(writers.map((writer) => [writer, `token-of-the-${writer}`])) as Tokens;

/** As the observer is given them. */
export function observerTokens(tokens: Tokens): Record<string, string> {
	return Object.fromEntries(writers.map((writer) => [`${writer.toUpperCase()}_TOKEN`, tokens[writer]]));
}
