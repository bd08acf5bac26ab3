import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

/**
 * A random text, made once and kept in the stack's state, encrypted: a new one with each update
 * would restart everything.
 *
 * @param bytes of randomness
 */
export function createSecretText(
	name: string,
	{ bytes = 24, encoding = "base64url" }: { bytes?: number; encoding?: "base64url" | "hex" } = {},
): pulumi.Output<string> {
	return new command.local.Command(
		name,
		{
			create: `node -p 'crypto.randomBytes(${bytes}).toString("${encoding}")'`,
			logging: "none",
		},
		{ additionalSecretOutputs: ["stdout"] },
	).stdout;
}
