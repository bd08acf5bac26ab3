import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { type Authority, createAuthority, createServiceAccountKey, type Identity } from "./certificates.ts";
import {
	type CredentialName,
	certificatePath,
	credentials,
	type FurtherCredentialName,
	furtherCredentials,
	keyPath,
	kubeconfig,
	kubeconfigPath,
	serviceAccountKey,
	serviceAccountPublicKey,
	standaloneKubeconfig,
} from "./components.ts";
import { until, write } from "./effects.ts";
import { state } from "./layout.ts";
import { type ClusterNode, clusterNodes, credentialsFile } from "./nodes.ts";

/** Whom a node speaks as, and whom it trusts. */
export type Trusting = Identity & { ca: string };

/** All that a further node is handed. */
type Handed = { ca: string } & Record<FurtherCredentialName, Identity>;

/**
 * Issues everybody's certificates, on the first node; the authority's key stays in this process.
 * The further nodes' go into files that root alone reads. Returns the administrator's.
 */
export async function issueCredentials(nodes: number): Promise<Trusting> {
	const authority = await createAuthority();
	const account = createServiceAccountKey();
	write(state.ca, authority.certificate, 0o644);
	write(serviceAccountKey, account.key);
	write(serviceAccountPublicKey, account.publicKey);
	const issued = {} as Record<CredentialName, Identity>;
	for (const name of Object.keys(credentials) as CredentialName[]) {
		issued[name] = await authority.issue(credentials[name]);
		keep(name, issued[name]);
	}
	write(state.kubeconfig, standaloneKubeconfig(issued.admin));
	for (const node of clusterNodes(nodes).slice(1)) {
		await handOver(authority, node);
	}
	return { ...issued.admin, ca: authority.certificate };
}

/** Takes what the first node has for this one, once it is there. Returns the kubelet's. */
export async function takeCredentials(node: ClusterNode): Promise<Trusting> {
	const file = credentialsFile(node);
	await until("the first node has issued this one's credentials", 60, async () => existsSync(file));
	const { ca, ...issued } = JSON.parse(readFileSync(file, "utf8")) as Handed;
	rmSync(file);
	keep("kubelet", issued.kubelet);
	keep("kube-proxy", issued["kube-proxy"]);
	return { ...issued.kubelet, ca };
}

async function handOver(authority: Authority, node: ClusterNode): Promise<void> {
	const subjects = furtherCredentials(node);
	const handed: Handed = {
		ca: authority.certificate,
		kubelet: await authority.issue(subjects.kubelet),
		"kube-proxy": await authority.issue(subjects["kube-proxy"]),
	};
	const file = credentialsFile(node);
	// Renamed into place, so that nobody reads half of it.
	write(`${file}.new`, JSON.stringify(handed));
	renameSync(`${file}.new`, file);
}

function keep(name: CredentialName, { certificate, key }: Identity): void {
	write(certificatePath(name), certificate);
	write(keyPath(name), key);
	write(kubeconfigPath(name), kubeconfig(name));
}
