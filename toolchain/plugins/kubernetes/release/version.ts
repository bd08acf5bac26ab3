/** The first that knows every flag that a Release is installed with (`--take-ownership`). */
const leastMinor = 17;

/**
 * Why this helm can't be used; null when it can.
 *
 * @param version as `helm version --template '{{.Version}}'` prints it
 */
export function helmProblem(version: string): string | null {
	const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version.trim()) ?? [];
	return Number(major) === 3 && Number(minor) >= leastMinor
		? null
		: `A Release needs helm 3.${leastMinor} or a newer 3, but the one on PATH is ${version.trim() || "of no version"}: "npm run setup" builds one.`;
}
