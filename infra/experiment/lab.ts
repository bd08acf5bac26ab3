import type { LabDescription as CollectedDescription } from "../../analysis/collect/labDescription.ts";

/** What the Pulumi program knows of the laboratory that it brought up. */
export interface LabDescription extends CollectedDescription {
	kubernetes: { server: string; caFile: string; kubeconfig: string };
	/** ServiceAccount of the chaos scenario, in `namespace`. */
	chaosAccount: string;
}
