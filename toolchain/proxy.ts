/**
 * A proxy in the user's shell is for what is outside: registries, and clusters of others. The
 * laboratory's own addresses are on this machine, so a proxy can't reach them, and would be handed
 * the tokens that are sent there.
 */

/**
 * Addresses that native and kind clusters have (198.18.0.0/15 is theirs alone), and the machine's
 * own.
 */
export const directHosts = [
	"localhost",
	"127.0.0.0/8",
	"127.0.0.1",
	"::1",
	"198.18.0.0/15",
	".svc",
	".cluster.local",
] as const;

const proxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] as const;
const exceptions = ["NO_PROXY", "no_proxy"] as const;
/**
 * Node's own switch, which knows no ranges of addresses: those that speak to the laboratory do
 * without it.
 */
const nodeSwitch = "NODE_USE_ENV_PROXY";
const nodeFlag = /(^|\s)--use-env-proxy\b/g;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What programs that speak to the laboratory need beside the environment that they are started
 * from.
 */
export function direct(environment: Environment): Record<string, string> {
	const list = exceptions.flatMap((name) => (environment[name] ?? "").split(/[,\s]+/).filter((host) => host !== ""));
	const hosts = [...new Set([...list, ...directHosts])].join(",");
	const { NODE_OPTIONS: options } = environment;
	return {
		...Object.fromEntries(exceptions.map((name) => [name, hosts])),
		...(environment[nodeSwitch] && { [nodeSwitch]: "0" }),
		...(options?.includes("--use-env-proxy") && {
			NODE_OPTIONS: options.replaceAll(nodeFlag, "").trim(),
		}),
	};
}

/** The environment of what has nothing outside to ask: the nodes' own programs. */
export function withoutProxy(environment: Environment): Record<string, string | undefined> {
	const removed = [...proxyVariables, "NO_PROXY", nodeSwitch];
	const { NODE_OPTIONS } = direct(environment);
	return {
		...Object.fromEntries(Object.entries(environment).filter(([name]) => !removed.includes(name.toUpperCase()))),
		...(NODE_OPTIONS !== undefined && { NODE_OPTIONS }),
	};
}

/** The same as `direct` in the lines of a shell's script, whatever is set when it runs. */
export const directLines: readonly string[] = [
	"# A proxy is for what is outside; the laboratory is on this machine.",
	`NO_PROXY="\${NO_PROXY:+$NO_PROXY,}\${no_proxy:+$no_proxy,}${directHosts.join(",")}"`,
	'no_proxy="$NO_PROXY"',
	"export NO_PROXY no_proxy",
	`unset ${nodeSwitch}`,
	`case "$NODE_OPTIONS" in *--use-env-proxy*) NODE_OPTIONS="$(printf %s "$NODE_OPTIONS" | sed 's/--use-env-proxy//g')"; export NODE_OPTIONS;; esac`,
];

/** The proxies that are set, in words for people; passwords in them are left out. Null: none. */
export function proxiesIn(environment: Environment): string | null {
	const set = proxyVariables
		.flatMap((name) => [name, name.toLowerCase()])
		.filter((name) => environment[name])
		.map((name) => `${name}=${withoutPassword(environment[name] ?? "")}`);
	return set.length === 0 ? null : set.join(", ");
}

function withoutPassword(proxy: string): string {
	return proxy.replace(/^(\w+:\/\/)?[^/@]*@/, "$1…@");
}
