import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { cacheFolder, cacheKey } from "./cache.ts";
import { isWhole } from "./wholeness.ts";

/** Binaries that are built from one pinned go.mod. */
export interface GoTool {
	/** Folder below `toolchain/go` that holds go.mod and go.sum. */
	name: string;
	binaries: readonly { name: string; package: string }[];
	/** Values that upstream's own build stamps into the binary. */
	stamps?: Readonly<Record<string, string>>;
	tags?: string;
	/** Who alone needs it: the tests, or those that take too long for `npm test`; absent: every stack. */
	onlyFor?: "tests" | "soak";
	/** What compiling it from nothing took on 2 cores, in CPU-seconds: only for telling how long it will take. */
	cpuSeconds: number;
}

export const kubernetesVersion = "v1.37.2";
export const containerdVersion = "v2.4.2";
export const pulumiVersion = "v3.232.0";
export const helmVersion = "v3.22.0";

const kubernetesStamps = {
	"k8s.io/component-base/version.gitVersion": kubernetesVersion,
	"k8s.io/component-base/version.gitMajor": "1",
	"k8s.io/component-base/version.gitMinor": "37",
};

export const goTools: readonly GoTool[] = [
	{
		name: "pulumi-language-nodejs",
		binaries: [
			{
				name: "pulumi-language-nodejs",
				package:
					"github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
			},
		],
		cpuSeconds: 75,
	},
	{
		name: "pulumi",
		binaries: [
			{
				name: "pulumi",
				package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
			},
		],
		stamps: {
			"github.com/pulumi/pulumi/sdk/v3/go/common/version.Version":
				pulumiVersion,
		},
		cpuSeconds: 210,
	},
	{
		name: "containerd",
		binaries: ["containerd", "containerd-shim-runc-v2", "ctr"].map((name) => ({
			name,
			package: `github.com/containerd/containerd/v2/cmd/${name}`,
		})),
		stamps: {
			"github.com/containerd/containerd/v2/version.Version": containerdVersion,
		},
		tags: "no_btrfs,no_devmapper,no_zfs,no_aufs",
		cpuSeconds: 105,
	},
	{
		name: "hyperkube",
		binaries: [{ name: "hyperkube", package: "." }],
		stamps: kubernetesStamps,
		cpuSeconds: 780,
	},
	{
		name: "etcd",
		binaries: [{ name: "etcd", package: "." }],
		cpuSeconds: 60,
	},
	{
		name: "gate",
		binaries: [{ name: "gate", package: "." }],
		cpuSeconds: 5,
	},
	{
		name: "local-volumes",
		binaries: [{ name: "local-volumes", package: "." }],
		cpuSeconds: 140,
	},
	{
		name: "k6",
		binaries: [{ name: "k6", package: "go.k6.io/k6" }],
		cpuSeconds: 140,
	},
	{
		name: "helm",
		binaries: [{ name: "helm", package: "helm.sh/helm/v3/cmd/helm" }],
		stamps: {
			"helm.sh/helm/v3/internal/version.version": helmVersion,
			// The Kubernetes that charts are rendered for without a cluster: that of helm's own client-go.
			"helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor": "1",
			"helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor": "37",
			"helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor": "1",
			"helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor": "37",
		},
		cpuSeconds: 160,
	},
	{
		name: "kind",
		binaries: [{ name: "kind", package: "sigs.k8s.io/kind" }],
		onlyFor: "soak",
		cpuSeconds: 25,
	},
	{
		name: "kubeadm",
		binaries: [{ name: "kubeadm", package: "." }],
		stamps: kubernetesStamps,
		onlyFor: "soak",
		cpuSeconds: 30,
	},
	{
		name: "porcupine",
		binaries: [{ name: "porcupine", package: "." }],
		onlyFor: "tests",
		cpuSeconds: 5,
	},
];

/** @throws Error for a name that is none */
export function goTool(name: string): GoTool {
	const tool = goTools.find((each) => each.name === name);
	if (!tool) throw new Error(`No Go tool is called "${name}".`);
	return tool;
}

export function goModuleFolder(tool: GoTool): string {
	return join(checkout, "toolchain", "go", tool.name);
}

/** Where the tool's binaries are, or will be: the path changes with anything that they are built from. */
export function goToolFolder(tool: GoTool): string {
	const module = goModuleFolder(tool);
	const sources = ["go.mod", "go.sum", "main.go"]
		.map((file) => join(module, file))
		.filter((file) => existsSync(file))
		.map((file) => readFileSync(file));
	const { cpuSeconds: _, onlyFor: __, ...definition } = tool;
	const key = cacheKey(JSON.stringify(definition), process.arch, ...sources);
	return join(cacheFolder, "tools", `${tool.name}-${key}`);
}

/**
 * Path of a binary that the set-up built.
 * @throws Error when it isn't built (yet), or isn't whole
 */
export function goBinary(name: string): string {
	const tool = goTools.find(({ binaries }) =>
		binaries.some((binary) => binary.name === name),
	);
	if (!tool) throw new Error(`No tool of the set-up is called "${name}".`);
	const path = join(goToolFolder(tool), name);
	if (!isWhole(path)) {
		throw new Error(
			`${name} isn't built yet, is empty or cut short, or its definition changed: run "npm run setup${tool.onlyFor ? ` -- --${tool.onlyFor}` : ""}".`,
		);
	}
	return path;
}
