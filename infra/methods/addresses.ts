/**
 * Names and ports by which what methods bring along is reached: known before anything is deployed.
 */
import { memberClientPorts, memberPeerPorts } from "../../schema/etcdPorts.ts";

/** Where a consensus replica serves peers, probes and metrics. */
export const consensusPeerPort = 32_201;

/** Where a member of the CP Subsystem talks to the others. */
export const memberPort = 5701;

/** Where a consensus replica serves replicas in other Pods. */
export const clientPort = 32_200;

/** Of the State Controller: its Deployment, Service, and the value of its label. */
export const controllerName = "controller";

/** Of the store that lies, likewise. */
export const liarName = "liar";

/**
 * Of the members outside the replicas' Pods: their StatefulSet, its Service, and the value of their
 * label.
 */
export const hybridName = "hybrid";

/**
 * Where members of etcd's Raft groups talk to one another: those of the own group, and one that is
 * lent to the last.
 */
export const etcdPeerPorts: readonly number[] = Object.values(memberPeerPorts);

/** Where a central etcd takes clients. */
export const etcdClientPort = memberClientPorts.own;
