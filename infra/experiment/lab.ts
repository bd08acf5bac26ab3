import type { LabDescription as CollectedDescription } from "../../schema/labDescription.ts";
import type { SystemUnderTest } from "../../schema/systemUnderTest.ts";
import type { ClusterAccess } from "../cluster/cluster.ts";

/** What the Pulumi program knows of the laboratory that it brought up. */
export interface LabDescription extends CollectedDescription {
	kubernetes: ClusterAccess;
	/** What the faults meet. */
	system: SystemUnderTest;
	/** How the Pods of the method's own store are found. */
	storeSelector: string | null;
	/** Where a document store says what it is; null: the method has none. */
	storeUrl: string | null;
	/** Names of the nodes that may be taken as a whole. */
	furtherNodes: readonly string[];
	/** ServiceAccount of the chaos scenario, in `namespace`. */
	chaosAccount: string;
}

/**
 * Environment variables by which the program that writes the description is told what must not be
 * in it before.
 */
export const tokenVariables = {
	scenario: "HOLDFAST_SCENARIO_TOKEN",
	clients: "HOLDFAST_CLIENTS_TOKEN",
} as const;
