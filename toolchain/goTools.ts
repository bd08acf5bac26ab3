import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { cacheFolder, cacheKey } from "./cache.ts";
import { isWhole } from "./wholeness.ts";

/** Binaries that are built together, from pinned modules. */
export interface GoTool {
	name: string;
	/**
	 * Folder below `toolchain/go` that holds go.mod and go.sum. Tools that share one have equal
	 * packages, which are compiled once.
	 */
	module: string;
	binaries: readonly { name: string; package: string }[];
	/**
	 * Compiled without optimisation, which takes two thirds of the time: only what no figure depends
	 * on, so nothing that runs while something is measured.
	 */
	unoptimised?: true;
	/** Values that upstream's own build stamps into the binary. */
	stamps?: Readonly<Record<string, string>>;
	tags?: string;
	/**
	 * Who alone needs it: the tests, or those that take too long for `npm test`; absent: every stack.
	 */
	onlyFor?: "tests" | "soak";
	/** Built only where the engine can't download it. */
	plugin?: true;
	/**
	 * What building it after those before it took, in CPU-seconds (`npx holdfast bench setup`): only
	 * for telling how long it will take.
	 */
	cpuSeconds: number;
}

export const kubernetesVersion = "v1.37.2";
export const containerdVersion = "v2.4.2";
export const pulumiVersion = "v3.232.0";
/** Of Pulumi's Kubernetes plugin; `@pulumi/kubernetes` has the same. */
export const kubernetesPluginVersion = "v4.25.0";
export const kubernetesPlugin = "pulumi-resource-kubernetes";

export const pulumiKubernetes = "github.com/pulumi/pulumi-kubernetes/provider/v4";
export const pulumiKubernetesSdk = "github.com/pulumi/pulumi-kubernetes/sdk/v4";

const kubernetesStamps = {
	"k8s.io/component-base/version.gitVersion": kubernetesVersion,
	"k8s.io/component-base/version.gitMajor": "1",
	"k8s.io/component-base/version.gitMinor": "37",
};

export const goTools: readonly GoTool[] = [
	{
		name: "pulumi-language-nodejs",
		module: "pulumi-language-nodejs",
		binaries: [
			{
				name: "pulumi-language-nodejs",
				package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
			},
		],
		unoptimised: true,
		cpuSeconds: 50,
	},
	{
		name: "pulumi",
		module: "pulumi",
		binaries: [
			{
				name: "pulumi",
				package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
			},
		],
		stamps: {
			"github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": pulumiVersion,
		},
		unoptimised: true,
		cpuSeconds: 130,
	},
	{
		name: "pulumi-kubernetes",
		module: "pulumi",
		binaries: [{ name: kubernetesPlugin, package: `./${kubernetesPlugin}` }],
		stamps: {
			[`${pulumiKubernetes}/pkg/version.Version`]: kubernetesPluginVersion.slice(1),
		},
		unoptimised: true,
		plugin: true,
		cpuSeconds: 200,
	},
	{
		name: "hyperkube",
		module: "kubernetes",
		binaries: [{ name: "hyperkube", package: "./hyperkube" }],
		stamps: kubernetesStamps,
		cpuSeconds: 600,
	},
	{
		name: "containerd",
		module: "kubernetes",
		binaries: ["containerd", "containerd-shim-runc-v2", "ctr"].map((name) => ({
			name,
			package: `github.com/containerd/containerd/v2/cmd/${name}`,
		})),
		stamps: {
			"github.com/containerd/containerd/v2/version.Version": containerdVersion,
		},
		tags: "no_btrfs,no_devmapper,no_zfs,no_aufs",
		cpuSeconds: 60,
	},
	{
		name: "etcd",
		module: "kubernetes",
		binaries: [{ name: "etcd", package: "./etcd" }],
		cpuSeconds: 10,
	},
	{
		name: "local-volumes",
		module: "kubernetes",
		binaries: [{ name: "local-volumes", package: "./local-volumes" }],
		cpuSeconds: 10,
	},
	{
		name: "k6",
		module: "kubernetes",
		binaries: [{ name: "k6", package: "go.k6.io/k6" }],
		cpuSeconds: 90,
	},
	{
		name: "launcher",
		module: "launcher",
		binaries: [{ name: "launcher", package: "." }],
		cpuSeconds: 5,
	},
	{
		name: "kind",
		module: "kind",
		binaries: [{ name: "kind", package: "sigs.k8s.io/kind" }],
		onlyFor: "soak",
		cpuSeconds: 25,
	},
	{
		name: "kubeadm",
		module: "kubeadm",
		binaries: [{ name: "kubeadm", package: "." }],
		stamps: kubernetesStamps,
		onlyFor: "soak",
		cpuSeconds: 30,
	},
	{
		name: "porcupine",
		module: "porcupine",
		binaries: [{ name: "porcupine", package: "." }],
		onlyFor: "tests",
		cpuSeconds: 5,
	},
];

/** Makes what `plugin`s are built from, beside their modules. */
const madeSources = join(checkout, "toolchain", "setup", "pluginSources.ts");

/** @throws Error for a name that is none */
export function goTool(name: string): GoTool {
	const tool = goTools.find((each) => each.name === name);
	if (!tool) throw new Error(`No Go tool is called "${name}".`);
	return tool;
}

export function goModuleFolder({ module }: GoTool): string {
	return join(checkout, "toolchain", "go", module);
}

/**
 * Where the tool's binaries are, or will be: the path changes with anything that they are built
 * from.
 */
export function goToolFolder(tool: GoTool): string {
	const module = goModuleFolder(tool);
	const mains = tool.binaries.map(({ package: path }) => `${path}/main.go`);
	const sources = [
		...["go.mod", "go.sum", ...mains].map((file) => join(module, file)),
		...(tool.plugin ? [madeSources] : []),
	]
		.filter((file) => existsSync(file))
		.map((file) => readFileSync(file));
	const { cpuSeconds, onlyFor, plugin, module: _, ...definition } = tool;
	const key = cacheKey(JSON.stringify(definition), process.arch, ...sources);
	return join(cacheFolder, "tools", `${tool.name}-${key}`);
}

/**
 * Path of a binary that the set-up built.
 * @throws Error when it isn't built (yet), or isn't whole
 */
export function goBinary(name: string): string {
	const tool = goTools.find(({ binaries }) => binaries.some((binary) => binary.name === name));
	if (!tool) throw new Error(`No tool of the set-up is called "${name}".`);
	const path = join(goToolFolder(tool), name);
	if (!isWhole(path)) {
		throw new Error(
			`${name} isn't built yet, is empty or cut short, or its definition changed: run "npm run setup${tool.onlyFor ? ` -- --${tool.onlyFor}` : ""}".`,
		);
	}
	return path;
}
