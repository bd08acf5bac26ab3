import type * as k8s from "@pulumi/kubernetes";

/**
 * Namespace labels that make Kubernetes refuse any Pod that isn't of the *restricted* security
 * profile.
 */
export const restrictedNamespace = {
	"pod-security.kubernetes.io/enforce": "restricted",
} as const;

/** Whom our own images run as. */
export const imageUser = 65_532;

/**
 * What the restricted profile asks of every container, and a root file system that can't be written
 * to.
 */
export const restrictedContainer: k8s.types.input.core.v1.SecurityContext = {
	allowPrivilegeEscalation: false,
	readOnlyRootFilesystem: true,
	runAsNonRoot: true,
	capabilities: { drop: ["ALL"] },
	seccompProfile: { type: "RuntimeDefault" },
};
