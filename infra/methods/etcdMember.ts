/**
 * What the methods have in common that keep states in etcd: a member, and the consensus replica
 * that keeps it in its group.
 */
import type * as k8s from "@pulumi/kubernetes";
import { restrictedContainer } from "../security.ts";
import { consensusPeerPort, etcdPeerPorts } from "./addresses.ts";
import { incarnationOfRun } from "./incarnation.ts";
import { podIdentity } from "./members.ts";
import type { MethodArgs } from "./method.ts";
import type { SecretKey } from "./peerToken.ts";

/** Holds the pipes at which the members wait. */
const launcher = { name: "launcher", mountPath: "/launcher" };

/** Where the members keep what they store. */
const dataFolder = "/data";

/** Far beyond what some hundred states and their last changes take. */
const dataLimit = "128Mi";

/** The two containers. Members of a second group run in the same one. */
export function etcdMember(
	{ cluster, settings, observability }: Pick<MethodArgs, "cluster" | "settings" | "observability">,
	own: {
		token: SecretKey;
		/** Name of the headless Service by which members find one another. */
		peerDomain: string;
		environment: k8s.types.input.core.v1.EnvVar[];
		storage: MemberStorage;
	},
): k8s.types.input.core.v1.Container[] {
	return [
		{
			name: "consensus",
			image: cluster.images.sidecar.reference,
			command: ["/usr/local/bin/node", "--max-semi-space-size=1", "/app/etcd.mjs"],
			env: [
				...podIdentity,
				...own.environment,
				{ name: "PEER_TOKEN", valueFrom: { secretKeyRef: own.token } },
				{ name: "PEER_DOMAIN", value: own.peerDomain },
				{ name: "PEER_PORT", value: String(consensusPeerPort) },
				{ name: "LOST_MAJORITY", value: settings.lostMajority },
				{ name: "DURABILITY", value: settings.durability },
				{ name: "OBSERVER", value: observability.events },
				{
					name: "OBSERVER_TOKEN",
					valueFrom: observability.tokens.of("consensus"),
				},
				{ name: "MODE", value: settings.mode },
			],
			ports: [{ name: "peers", containerPort: consensusPeerPort }],
			livenessProbe: {
				httpGet: { path: "/livez", port: "peers" },
				periodSeconds: 5,
				timeoutSeconds: 5,
			},
			resources: { requests: { memory: "48Mi", cpu: "10m" } },
			securityContext: restrictedContainer,
			volumeMounts: [launcher, own.storage.mount],
		},
		{
			name: "etcd",
			image: cluster.images.etcd.reference,
			env: [
				...podIdentity,
				// Twice as many collections, of a heap that is half as large: what it costs in processor
				// time doesn't show.
				{ name: "GOGC", value: "50" },
				// A member has little to do: with one processor it wakes fewer threads, and takes a tenth
				// less of their time (measured).
				{ name: "GOMAXPROCS", value: "1" },
			],
			ports: etcdPeerPorts.map((containerPort, i) => ({
				name: i === 0 ? "member" : `member-${i}`,
				containerPort,
			})),
			// The consensus replica knows whether the member must be stopped, to give up its data;
			// nothing is to be handed over.
			livenessProbe: {
				httpGet: { path: "/member/livez", port: consensusPeerPort },
				initialDelaySeconds: 20,
				periodSeconds: 2,
				timeoutSeconds: 3,
				failureThreshold: 4,
				terminationGracePeriodSeconds: 1,
			},
			resources: { requests: { memory: "32Mi", cpu: "20m" } },
			securityContext: restrictedContainer,
			volumeMounts: [launcher, own.storage.mount],
		},
	];
}

/** Where members keep what they store. */
export interface MemberStorage {
	mount: k8s.types.input.core.v1.VolumeMount;
	/** Volumes of each Pod that go with it: also that of the pipes. */
	volumes: k8s.types.input.core.v1.Volume[];
	/**
	 * A volume for each Pod that outlives it. Absent: the data live in memory, and die with the Pod.
	 */
	claims?: k8s.types.input.core.v1.PersistentVolumeClaim[];
}

/** In memory, or on a volume of the run. */
export function memberStorage(args: Pick<MethodArgs, "settings" | "cluster">): MemberStorage {
	const { durability, storageClass } = args.settings;
	const pipes = { name: launcher.name, emptyDir: {} };
	if (durability === "memory") {
		const name = "data";
		return {
			mount: { name, mountPath: dataFolder },
			volumes: [pipes, { name, emptyDir: { medium: "Memory", sizeLimit: dataLimit } }],
		};
	}
	// Claims go with their StatefulSet, but not at once: the next run's must not be taken for them.
	const name = incarnationOfRun(args).apply((run) => `data-${run}`);
	return {
		mount: { name, mountPath: dataFolder },
		volumes: [pipes],
		claims: [
			{
				metadata: { name },
				spec: {
					accessModes: ["ReadWriteOnce"],
					...(storageClass && { storageClassName: storageClass }),
					resources: { requests: { storage: dataLimit } },
				},
			},
		],
	};
}
