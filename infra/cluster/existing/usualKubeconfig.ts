import { homedir } from "node:os";
import { join } from "node:path";

/** Where the k3s of this machine writes its administrator's credentials. */
export const k3sKubeconfig = "/etc/rancher/k3s/k3s.yaml";

/** The file that kubectl reads: the first that $KUBECONFIG names, or ~/.kube/config. */
export function usualKubeconfig(
	environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
	return (
		environment.KUBECONFIG?.split(":").find((file) => file !== "") ??
		join(homedir(), ".kube", "config")
	);
}
