// Command kubeadm makes nodes of a Kubernetes cluster, as kind does with the containers that it starts. It is upstream's
// own, built from the same modules as hyperkube, so that nearly all of its packages are compiled already.
package main

import (
	"os"

	"k8s.io/kubernetes/cmd/kubeadm/app"
)

func main() {
	if err := app.Run(); err != nil {
		os.Exit(1)
	}
}
