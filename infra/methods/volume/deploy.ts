import { goModuleVersion } from "../../../toolchain/versions.ts";
import { localVolumeClass } from "../../cluster/native/volumeNames.ts";
import type { Settings } from "../../settings.ts";
import { incarnationOfRun } from "../incarnation.ts";
import type { Method, MethodArgs, Store } from "../method.ts";

const folder = "/state";

/** Far more than a state takes, but some providers of network disks give no less. */
const size = "1Gi";

/**
 * What Kubernetes gives by itself: a volume for each replica, which a Pod of the same name finds
 * again.
 */
export function volume(args: MethodArgs): Method {
	const { settings } = args;
	const incarnation = incarnationOfRun(args);
	// Claims go with their StatefulSet, but not at once: the next run's must not be taken for them.
	const claim = incarnation.apply((run) => `state-${run}`);
	return {
		environment: [{ name: "VOLUME_FOLDER", value: folder }],
		sidecars: [],
		volumes: [],
		volumeClaims: [
			{
				metadata: { name: claim },
				spec: {
					accessModes: ["ReadWriteOnce"],
					...(settings.storageClass && {
						storageClassName: settings.storageClass,
					}),
					resources: { requests: { storage: size } },
				},
			},
		],
		mounts: [{ name: claim, mountPath: folder }],
		store: storeOf(settings),
		incarnation,
	};
}

function storeOf({ platform, storageClass }: Settings): Store {
	return {
		name: "storage class",
		version:
			platform === "native"
				? `${localVolumeClass} (sig-storage-lib-external-provisioner ${goModuleVersion("local-volumes", "sigs.k8s.io/sig-storage-lib-external-provisioner/v13")})`
				: storageClass || "the cluster's default",
		standsInFor: null,
	};
}
