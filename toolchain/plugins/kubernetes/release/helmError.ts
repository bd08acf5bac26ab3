/** One kind of helm's complaints, and what to say instead. */
interface Complaint {
	pattern: RegExp;
	sentence(...parts: string[]): string;
}

const complaints: readonly Complaint[] = [
	{
		pattern:
			/^looks like "(.*?)" is not a valid chart repository or cannot be reached: (.*)$/,
		sentence: (repository, cause) =>
			`The chart repository ${repository} can't be reached (${lastCause(cause)}): look whether its address is right and this machine gets there, or name a chart's folder or archive.`,
	},
	{
		pattern:
			/^chart "(.*?)" (?:version "(.*?)" |matching (.*?) )?not found in (.*?)(?: repository)?$/,
		sentence: (chart, version, range, repository) =>
			`The chart repository ${repository} has no chart ${[chart, version || range].filter(Boolean).join(" ")}: look at its name and version.`,
	},
	{
		pattern: /^Failed to update the following repositories: \[(.*)\]$/,
		sentence: (repository) =>
			`The chart repository ${repository} can't be reached, or refuses username and password of repositoryOpts.`,
	},
	{
		pattern: /^repo (\S+) not found$/,
		sentence: (name) =>
			`No chart repository is configured under the name ${name}: give its address as repositoryOpts.repo, or add it with "helm repo add ${name} …".`,
	},
	{
		pattern: /^(?:Get|Head) "(https?:\/\/[^"]*)": (.*)$/,
		sentence: (address, cause) =>
			`${address} can't be reached (${lastCause(cause)}): look whether the address is right and this machine gets there.`,
	},
	{
		pattern: /^Kubernetes cluster unreachable: (.*)$/,
		sentence: (cause) =>
			`The Kubernetes cluster can't be reached (${withoutRequest(cause)}); is it up?`,
	},
	{
		pattern:
			/^values don't meet the specifications of the schema\(s\) in the following chart\(s\): (.*)$/,
		sentence: (problems) => `The values don't fit the chart: ${problems}.`,
	},
	{
		pattern: /^execution error at \((.*?)\): (.*)$/,
		sentence: (place, said) =>
			`The chart doesn't take these values: ${said} (${place}).`,
	},
	{
		pattern: /^create: failed to create: namespaces "(.*?)" not found$/,
		sentence: (namespace) =>
			`There is no namespace ${namespace}: make it first, or set createNamespace.`,
	},
	{
		pattern:
			/^(?:(.+): )?(context deadline exceeded|timed out waiting for the condition)$/,
		sentence: (before, cause) =>
			before
				? `Helm waited in vain: ${before}: ${cause}.`
				: "The release was not ready in time.",
	},
];

/**
 * What helm complained of, in one sentence.
 *
 * @param output its standard error: warnings, then the error, which may have several lines
 */
export function helmSentence(output: string): string {
	const start = output.search(/^Error: /m);
	const message = (start < 0 ? output : output.slice(start))
		.replace(/^Error: /, "")
		.replace(/^(?:INSTALLATION|UPGRADE) FAILED: /, "")
		.split("\n")
		.map((line) => line.trim().replace(/^[-*] /, ""))
		.filter((line) => line !== "")
		.reduce(
			(text, line) =>
				text === "" ? line : `${text}${text.endsWith(":") ? " " : "; "}${line}`,
			"",
		);
	for (const { pattern, sentence } of complaints) {
		const match = pattern.exec(message);
		if (match) return sentence(...match.slice(1));
	}
	if (message === "") return "helm failed and said nothing.";
	return /[.?!]$/.test(message) ? message : `${message}.`;
}

/** Whether helm says that there is no such release. */
export function saysNotFound(output: string): boolean {
	return /^Error: (?:.*: )?release: not found$/m.test(output);
}

/** Go puts each caller's words before those of what it called: the last say what happened. */
function lastCause(message = ""): string {
	return withoutRequest(message)
		.replace(/^(?:dial|read|write) \w+( \S+)?: (?:connect: )?/, "")
		.replace(/ on \S+:53(?=:)/, "");
}

function withoutRequest(message = ""): string {
	return message.replace(/^(?:Get|Head) "[^"]*": /, "");
}
