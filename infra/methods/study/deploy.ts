import { studyHazelcastVersion } from "../../../toolchain/studyImage.ts";
import { restrictedContainer } from "../../security.ts";
import { consensusPeerPort, memberPort } from "../addresses.ts";
import { incarnationOfRun } from "../incarnation.ts";
import { createMemberPolicy, groupSizes, podIdentity } from "../members.ts";
import type { Method, MethodArgs } from "../method.ts";

/** Where Spring Boot's Tomcat makes its folder. */
const scratch = { name: "scratch", mountPath: "/tmp" };

/**
 * The 2022 study's own design, with Hazelcast's default timings: what `decentral` is measured
 * against. The application is the same, and talks to another consensus replica (`bench/study`).
 */
export function study(args: MethodArgs): Method {
	const { cluster, settings } = args;
	const { study: image } = cluster.images;
	if (!image) {
		throw new Error("The cluster was brought up without the study's image.");
	}
	createMemberPolicy(args);
	return {
		applicationMode: "decentral",
		environment: [],
		sidecars: [
			{
				name: "consensus",
				image: image.reference,
				env: [
					...podIdentity,
					...groupSizes(settings),
					// Looked up as any name is, so with the Pod's search path.
					{
						name: "SERVICE_DNS",
						value: `replicas.${cluster.namespaces.application}`,
					},
					{ name: "MEMBER_PORT", value: String(memberPort) },
					{ name: "PROBE_PORT", value: String(consensusPeerPort) },
				],
				ports: [
					{ name: "probe", containerPort: consensusPeerPort },
					{ name: "member", containerPort: memberPort },
				],
				livenessProbe: {
					httpGet: { path: "/livez", port: "probe" },
					// Spring Boot starts in 4 s of a core's time or more, and all replicas start at once.
					initialDelaySeconds: 60 + 10 * settings.replicas,
					periodSeconds: 10,
					timeoutSeconds: 5,
					failureThreshold: 6,
				},
				resources: { requests: { memory: "192Mi", cpu: "20m" } },
				securityContext: restrictedContainer,
				volumeMounts: [scratch],
			},
		],
		volumes: [{ name: scratch.name, emptyDir: {} }],
		store: {
			name: "Hazelcast",
			version: studyHazelcastVersion(),
			standsInFor: null,
		},
		incarnation: incarnationOfRun(args, image.reference),
	};
}
