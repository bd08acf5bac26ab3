import { ApiException, AuthorizationV1Api, CoreV1Api, type KubeConfig, StorageV1Api } from "@kubernetes/client-node";
import { readNodes } from "./nodes.ts";
import type { Right } from "./rights.ts";
import type { NodeRoom } from "./room.ts";
import { defaultClassAnnotation, type StorageClass } from "./storage.ts";

const forbidden = 403;

/** What a cluster is asked before anything is made in it. */
export interface ClusterQuestions {
	/** Those that the user hasn't got. */
	missing(rights: readonly Right[]): Promise<Right[]>;
	storageClasses(): Promise<StorageClass[]>;
	nodes(): Promise<number>;
	/** Of the nodes that take Pods; null when the user may not list nodes. */
	room(): Promise<NodeRoom[] | null>;
}

/** Asks the current context's cluster. */
export function questionsTo(config: KubeConfig): ClusterQuestions {
	return {
		async missing(rights) {
			const authorization = config.makeApiClient(AuthorizationV1Api);
			const allowed = await Promise.all(
				rights.map(async (right) => {
					const { status } = await authorization.createSelfSubjectAccessReview({
						body: accessReview(right),
					});
					return status?.allowed === true;
				}),
			);
			return rights.filter((_, i) => !allowed[i]);
		},
		async storageClasses() {
			const { items } = await config.makeApiClient(StorageV1Api).listStorageClass();
			return items.map(({ metadata }) => ({
				name: metadata?.name ?? "",
				isDefault: metadata?.annotations?.[defaultClassAnnotation] === "true",
			}));
		},
		async nodes() {
			const { items } = await config.makeApiClient(CoreV1Api).listNode();
			return items.length;
		},
		async room() {
			try {
				const { items } = await config.makeApiClient(CoreV1Api).listNode();
				return readNodes(items);
			} catch (error) {
				if (error instanceof ApiException && error.code === forbidden) {
					return null;
				}
				throw error;
			}
		},
	};
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/ */
export function accessReview({ verb, group, resource, namespace }: Right) {
	const [name = "", subresource] = resource.split("/");
	return {
		apiVersion: "authorization.k8s.io/v1",
		kind: "SelfSubjectAccessReview",
		spec: {
			resourceAttributes: {
				verb,
				group,
				resource: name,
				...(subresource && { subresource }),
				...(namespace && { namespace }),
			},
		},
	};
}
