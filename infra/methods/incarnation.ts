import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { runOf } from "../names.ts";
import type { MethodArgs } from "./method.ts";

/**
 * Incarnation of states that live and die with the replicas' Pods: another run needs other Pods.
 *
 * @param images references of the method's images that change without the application's
 */
export function incarnationOfRun(
	{ settings, cluster }: Pick<MethodArgs, "settings" | "cluster">,
	...images: readonly string[]
): pulumi.Output<string> {
	const text = [runOf(settings, cluster), ...images].join(" ");
	return pulumi.output(createHash("sha256").update(text).digest("hex").slice(0, 16));
}
