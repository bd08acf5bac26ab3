/**
 * The node itself: what runs inside the namespaces that `up.ts` made, below an init that dies with it. It prepares the
 * file systems and the network, starts every component, says in `ready.json` when the node is Ready, and ends, and the
 * node with it, as soon as one of them does.
 */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from "node:fs";
import { request } from "node:https";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
	createAuthority,
	createServiceAccountKey,
	type Identity,
} from "./certificates.ts";
import {
	type Binaries,
	type Component,
	type CredentialName,
	certificatePath,
	configurationFiles,
	containerd,
	controlPlane,
	credentials,
	faultAgent,
	importCommand,
	keyPath,
	kubeconfig,
	kubeconfigPath,
	nodeAgents,
	serviceAccountKey,
	serviceAccountPublicKey,
	standaloneKubeconfig,
} from "./components.ts";
import { enterControlGroups } from "./controlGroups.ts";
import type { FaultAgentNote } from "./faultAgent.ts";
import {
	apiServer,
	containerdSocket,
	network,
	nodeFolder,
	nodeName,
	state,
	stateFolder,
} from "./layout.ts";

/** What `up.ts` wants of the node. */
export interface NodeOrder {
	binaries: Binaries & { ctr: string };
	sandboxImage: string;
	/** OCI archives of the images to load. */
	archives: readonly string[];
}

export type NodeReport =
	| {
			/** Names this incarnation of the cluster. */
			instance: string;
			/** From the start of this program to the Ready node. */
			secondsToReady: number;
	  }
	| { failure: string };

const capSysResource = 24;

async function main(order: NodeOrder): Promise<void> {
	// Before anything is started here, because children stay in the groups that they were born into. The parent is the init.
	enterControlGroups(process.ppid);
	enterControlGroups(process.pid);
	prepareFileSystems();
	const network = prepareNetwork();
	mkdirSync(nodeFolder, { recursive: true, mode: 0o700 });
	for (const [path, content] of Object.entries(
		configurationFiles({
			restrictOomScore: !hasCapability(capSysResource),
			sandboxImage: order.sandboxImage,
		}),
	)) {
		write(path, content);
	}
	start(containerd(order.binaries));
	const images = loadImages(order);
	// Waited for at the end; until then its failure must not count as unhandled.
	images.catch(() => {});
	const admin = await writeCredentials();
	const agent = noteFaultAgent();
	await network;
	controlPlane(order.binaries).forEach(start);
	const api = apiClient(admin);
	await until("the API server answers", 60, async () => {
		return (await api("GET", "/readyz")).status === 200;
	});
	nodeAgents(order.binaries).forEach(start);
	await allowDns(api);
	await until("the node is Ready", 60, async () => {
		const { body } = await api("GET", `/api/v1/nodes/${nodeName}`);
		return isReady(body);
	});
	await until("the cluster's DNS answers", 30, async () => {
		return (await fetch("http://127.0.0.1:8181/ready")).ok;
	});
	await images;
	start(faultAgent());
	await until("the fault agent answers", 10, async () => {
		return (await fetch(agent.url)).status === 401;
	});
	const namespace = await api("GET", "/api/v1/namespaces/kube-system");
	report({
		instance: namespace.body.metadata?.uid ?? "",
		secondsToReady: process.uptime(),
	});
}

/** Memory on /run and over /var, so that nothing the node writes reaches the host's disk, and nothing survives it. */
function prepareFileSystems(): void {
	// The folder that the host reads stays the same one beneath the new /run.
	run("mount --no-mtab --bind", stateFolder, stateFolder);
	run("mount --no-mtab -t tmpfs -o mode=755 tmpfs /mnt");
	mkdirSync(`/mnt/${nameBelowRun(stateFolder)}`);
	run(
		"mount --no-mtab --move",
		stateFolder,
		`/mnt/${nameBelowRun(stateFolder)}`,
	);
	run("mount --no-mtab --move /mnt /run");
	for (const folder of ["upper", "work"])
		mkdirSync(`/run/var/${folder}`, { recursive: true });
	run(
		"mount --no-mtab -t overlay -o lowerdir=/var,upperdir=/run/var/upper,workdir=/run/var/work overlay /var",
	);
	shadowHostSettings();
	// Volumes that the kubelet mounts must show up in the containers that share them.
	run("mount --no-mtab --make-rshared /");
}

/**
 * The kubelet sets these for the whole machine, unless it reads what it wants already. It reads this node's copy.
 * https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/util/sysctl/sysctl.go names files and values.
 */
function shadowHostSettings(): void {
	const wanted = {
		"vm/overcommit_memory": 1,
		"vm/panic_on_oom": 0,
		"kernel/panic": 10,
		"kernel/panic_on_oops": 1,
		"kernel/keys/root_maxkeys": 1_000_000,
		"kernel/keys/root_maxbytes": 25_000_000,
	};
	for (const [name, value] of Object.entries(wanted)) {
		const copy = join("/run/sysctl", name);
		write(copy, `${value}\n`);
		run("mount --no-mtab --bind", copy, join("/proc/sys", name));
	}
}

async function prepareNetwork(): Promise<void> {
	run("ip link set lo up");
	run(`ip address add ${network.dns}/32 dev lo`);
	writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
	await until(
		"the host has linked the node",
		10,
		async () =>
			existsSync(`/sys/class/net/${network.nodeDevice}`) ||
			execFileSync("ip", ["-brief", "link"], { encoding: "utf8" }).includes(
				network.nodeDevice,
			),
	);
	const { node, linkPrefix, nodeDevice, host } = network;
	run(`ip address add ${node}/${linkPrefix} dev ${nodeDevice}`);
	run(`ip link set ${nodeDevice} up`);
	run(`ip route add default via ${host}`);
	// A Pod that is gone answers nobody, so the node says so, as often as asked: else its peers would wait for it until they
	// time out.
	run(`ip route add unreachable ${network.pods}`);
	writeFileSync("/proc/sys/net/ipv4/icmp_ratelimit", "0");
}

/** Issues everybody's certificates; the authority's key stays in this process. Returns the administrator's. */
async function writeCredentials(): Promise<Identity & { ca: string }> {
	const authority = await createAuthority();
	const account = createServiceAccountKey();
	write(state.ca, authority.certificate, 0o644);
	write(serviceAccountKey, account.key);
	write(serviceAccountPublicKey, account.publicKey);
	const issued = {} as Record<CredentialName, Identity>;
	for (const name of Object.keys(credentials) as CredentialName[]) {
		issued[name] = await authority.issue(credentials[name]);
		write(certificatePath(name), issued[name].certificate);
		write(keyPath(name), issued[name].key);
		write(kubeconfigPath(name), kubeconfig(name));
	}
	write(state.kubeconfig, standaloneKubeconfig(issued.admin));
	return { ...issued.admin, ca: authority.certificate };
}

/** Where the fault agent will answer, and to whom. */
function noteFaultAgent(): FaultAgentNote {
	const note = {
		url: `http://${network.node}:${network.faultPort}/faults`,
		token: randomBytes(24).toString("base64url"),
	};
	write(state.faultAgent, JSON.stringify(note));
	return note;
}

async function loadImages({ binaries, archives }: NodeOrder): Promise<void> {
	await until("containerd answers", 30, async () =>
		existsSync(containerdSocket),
	);
	for (const archive of archives) await loadArchive(binaries.ctr, archive);
}

async function loadArchive(ctr: string, archive: string): Promise<void> {
	const log = openLog("images");
	const [file = "", ...parameters] = importCommand(ctr, archive);
	await new Promise<void>((resolve, reject) => {
		const load = spawn(file, parameters, { stdio: ["ignore", log, log] });
		load.on("error", reject);
		load.on("exit", (code) =>
			code === 0
				? resolve()
				: reject(
						new Error(
							`The images of ${archive} could not be loaded:\n${lastLines("images")}`,
						),
					),
		);
	});
}

/** CoreDNS may read what it answers for, and nothing else. */
async function allowDns(api: Api): Promise<void> {
	const group = "rbac.authorization.k8s.io";
	const name = "holdfast:coredns";
	const answers = await Promise.all([
		api("POST", `/apis/${group}/v1/clusterroles`, {
			apiVersion: `${group}/v1`,
			kind: "ClusterRole",
			metadata: { name },
			rules: [
				{
					apiGroups: [""],
					resources: ["services", "namespaces"],
					verbs: ["list", "watch"],
				},
				{
					apiGroups: ["discovery.k8s.io"],
					resources: ["endpointslices"],
					verbs: ["list", "watch"],
				},
			],
		}),
		api("POST", `/apis/${group}/v1/clusterrolebindings`, {
			apiVersion: `${group}/v1`,
			kind: "ClusterRoleBinding",
			metadata: { name },
			roleRef: { apiGroup: group, kind: "ClusterRole", name },
			subjects: [
				{ apiGroup: group, kind: "User", name: credentials.coredns.user },
			],
		}),
	]);
	for (const { status } of answers) {
		if (status !== 201)
			throw new Error(`The API server refused CoreDNS its role (${status}).`);
	}
}

interface ApiObject {
	metadata?: { uid?: string };
	spec?: { taints?: unknown[] };
	status?: { conditions?: { type: string; status: string }[] };
}

type Api = (
	method: string,
	path: string,
	body?: object,
) => Promise<{ status: number; body: ApiObject }>;

function apiClient(admin: Identity & { ca: string }): Api {
	return (method, path, body) =>
		new Promise((resolve, reject) => {
			const outgoing = request(
				`${apiServer}${path}`,
				{
					method,
					ca: admin.ca,
					cert: admin.certificate,
					key: admin.key,
					timeout: 5000,
					headers: { "content-type": "application/json" },
				},
				async (incoming) => {
					const text = (await incoming.toArray()).join("");
					const json = text.startsWith("{") ? JSON.parse(text) : {};
					resolve({ status: incoming.statusCode ?? 0, body: json });
				},
			);
			outgoing.on("timeout", () => outgoing.destroy(new Error("timed out")));
			outgoing.on("error", reject);
			outgoing.end(body && JSON.stringify(body));
		});
}

function isReady(node: ApiObject): boolean {
	const ready = node.status?.conditions?.some(
		({ type, status }) => type === "Ready" && status === "True",
	);
	return ready === true && !node.spec?.taints?.length;
}

/** Starts a component; the node ends with it. */
function start({ name, command }: Component): void {
	const [file = "", ...parameters] = command;
	const log = openLog(name);
	const child = spawn(file, parameters, {
		stdio: ["ignore", log, log],
		env: { ...process.env, PATH: `${shimFolder}:${process.env.PATH}` },
	});
	child.on("error", (error) => fail(`${name} can't start: ${error.message}.`));
	child.on("exit", (code, signal) =>
		fail(
			`${name} ended (${signal ?? `exit code ${code}`}); its last lines:\n${lastLines(name)}`,
		),
	);
}

/** Asks until it holds; an error counts as "not yet". */
async function until(
	what: string,
	limitSeconds: number,
	holds: () => Promise<boolean>,
): Promise<void> {
	const deadline = Date.now() + limitSeconds * 1000;
	while (!(await holds().catch(() => false))) {
		if (Date.now() > deadline)
			throw new Error(`Waited ${limitSeconds} s in vain until ${what}.`);
		await sleep(50);
	}
	console.log(`${process.uptime().toFixed(2)} s: ${what}`);
}

function report(content: NodeReport): void {
	// Renamed into place, so that nobody reads half of it.
	write(`${state.ready}.new`, JSON.stringify(content), 0o644);
	renameSync(`${state.ready}.new`, state.ready);
}

function fail(failure: string): never {
	console.error(failure);
	if (!existsSync(state.ready)) report({ failure });
	process.exit(1);
}

function write(path: string, content: string, mode = 0o600): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, content, { mode });
}

function openLog(name: string): number {
	return openSync(join(state.logs, `${name}.log`), "a");
}

function lastLines(name: string): string {
	return readFileSync(join(state.logs, `${name}.log`), "utf8")
		.trim()
		.split("\n")
		.slice(-10)
		.join("\n");
}

/** Runs a command; `words` is split at spaces, `paths` are passed on whole. */
function run(words: string, ...paths: string[]): void {
	const [file = "", ...parameters] = words.split(" ");
	execFileSync(file, [...parameters, ...paths], { stdio: "inherit" });
}

function nameBelowRun(path: string): string {
	return path.slice("/run/".length);
}

function hasCapability(bit: number): boolean {
	const status = readFileSync("/proc/self/status", "utf8");
	const effective = BigInt(`0x${/^CapEff:\s*(\S+)/m.exec(status)?.[1] ?? "0"}`);
	return ((effective >> BigInt(bit)) & 1n) === 1n;
}

const order = JSON.parse(process.argv[2] ?? "{}") as NodeOrder;
const shimFolder = order.binaries.shimFolder;
try {
	await main(order);
} catch (error) {
	fail((error as Error).message);
}
