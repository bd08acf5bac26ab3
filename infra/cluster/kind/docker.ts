/** What Docker is asked on behalf of a kind cluster. */
import { run } from "../../../toolchain/run.ts";
import { clusterLabel } from "./config.ts";
import type { KindReport } from "./report.ts";
import type { KindDockerNetwork, KindNode } from "./routes.ts";

/**
 * Names of the containers that a cluster's nodes are, running or not.
 *
 * @throws Error when Docker doesn't answer
 */
export async function containersOf(cluster: string): Promise<string[]> {
	const names = await run([
		...["docker", "ps", "--all", "--format", "{{.Names}}"],
		...["--filter", `label=${clusterLabel}=${cluster}`],
	]);
	return names.split("\n").filter((name) => name !== "");
}

/** Docker's network of all kind clusters; null: there is none, and no way over it. */
export async function kindDockerNetwork(): Promise<KindDockerNetwork | null> {
	const found = await run(["docker", "network", "inspect", "kind"]).catch(() => "[]");
	const [network] = JSON.parse(found) as {
		IPAM: { Config: { Subnet: string }[] };
		Containers: Record<string, { Name: string; IPv4Address: string }>;
	}[];
	return network
		? {
				ranges: network.IPAM.Config.map(({ Subnet }) => Subnet).filter((range) => range.includes(".")),
				addresses: new Map(
					Object.values(network.Containers).map(({ Name, IPv4Address }) => [Name, IPv4Address.replace(/\/.*/, "")]),
				),
			}
		: null;
}

/**
 * Why an image can't be a node's on this machine: one sentence; null when it can. An image that
 * Docker doesn't have is pulled, which kind would do next.
 */
export async function imageProblem(image: string): Promise<string | null> {
	const otherwise =
		'Name another with "pulumi config set nodeImage …", or take kind\'s own with "pulumi config rm nodeImage".';
	let found: string;
	try {
		found = await architectureOf(image);
	} catch {
		try {
			await run(["docker", "pull", "--quiet", image]);
			found = await architectureOf(image);
		} catch (error) {
			return `Docker has no image ${image} for the nodes, and can't pull it: ${lastLine(error as Error)}. ${otherwise}`;
		}
	}
	const wanted = (await run(["docker", "version", "--format", "{{.Server.Arch}}"])).trim();
	return found === wanted
		? null
		: `The nodes' image ${image} is for ${found}, and this machine's Docker runs ${wanted}. ${otherwise}`;
}

async function architectureOf(image: string): Promise<string> {
	const text = await run([...["docker", "image", "inspect", image], ...["--format", "{{.Architecture}}"]]);
	return text.trim();
}

function lastLine({ message }: Error): string {
	const lines = message.trim().split("\n");
	return (lines.at(-1) ?? "").replace(/\.$/, "");
}

/** Versions of what a cluster is made of. */
export async function kindVersions(
	nodes: readonly KindNode[],
): Promise<Pick<KindReport, "kind" | "docker" | "containerd">> {
	const [kind, docker] = await Promise.all([
		// "kind v0.33.0 go1.26.8 linux/amd64"
		run(["kind", "version"]),
		run(["docker", "version", "--format", "{{.Server.Version}}"]),
	]);
	return {
		kind: /v\d\S*/.exec(kind)?.[0] ?? "unknown",
		docker: docker.trim(),
		containerd:
			[...new Set(nodes.map(({ runtime }) => runtime))].join(", ").replaceAll("containerd://", "") || "unknown",
	};
}
