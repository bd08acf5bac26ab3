// Command local-volumes gives every claim of its storage class a folder on the disk that all nodes of a cluster share,
// and takes the folder away with the volume. The nodes are namespaces on one machine, so nobody has to be started on a
// node to make a folder there. What claims, volumes and classes mean is the library's business; see
// https://kubernetes.io/docs/concepts/storage/persistent-volumes/#provisioning.
//
//	local-volumes --kubeconfig FILE --folder /run/volumes --name holdfast.dev/local-volumes
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

const (
	// Of the nodes, and of the volumes that can be had only there.
	hostnameLabel = "kubernetes.io/hostname"
	// Claims of a stack come all at once.
	workers = 8
	// After a failure, such as an API server that is away: doubled each time, up to the longest.
	firstRetry   = 200 * time.Millisecond
	longestRetry = 5 * time.Second
	// The client's own limits, in requests per second; the default of 5 would make a stack's claims wait for one another.
	requestRate  = 100
	requestBurst = 200
)

// folders makes volumes of folders: root/<node>/<volume>.
type folders struct{ root string }

var _ controller.Provisioner = folders{}

func (f folders) Provision(_ context.Context, options controller.ProvisionOptions) (*v1.PersistentVolume, controller.ProvisioningState, error) {
	claim := options.PVC
	refuse := func(format string, args ...any) (*v1.PersistentVolume, controller.ProvisioningState, error) {
		reason := fmt.Errorf(format, args...)
		return nil, controller.ProvisioningFinished, fmt.Errorf("the claim %s/%s gets no volume: %w", claim.Namespace, claim.Name, reason)
	}
	node := options.SelectedNodeName
	if node == "" {
		return refuse("no node was chosen for it, and a folder is on one; its storage class must have the binding mode WaitForFirstConsumer")
	}
	if claim.Spec.Selector != nil {
		return refuse("it selects volumes by their labels, and a new folder has none")
	}
	for _, mode := range claim.Spec.AccessModes {
		if mode != v1.ReadWriteOnce {
			return refuse("it asks for the access mode %s, and a folder on one node has only %s", mode, v1.ReadWriteOnce)
		}
	}
	path, err := f.path(node, options.PVName)
	if err != nil {
		return refuse("%w", err)
	}
	// The kubelet gives it to the Pod's group.
	if err := os.MkdirAll(path, 0o770); err != nil {
		return refuse("%w", err)
	}
	filesystem := v1.PersistentVolumeFilesystem
	return &v1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: options.PVName},
		Spec: v1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: *options.StorageClass.ReclaimPolicy,
			AccessModes:                   []v1.PersistentVolumeAccessMode{v1.ReadWriteOnce},
			VolumeMode:                    &filesystem,
			// A folder may grow as far as the disk; it says what was asked for, as the claim wouldn't be bound otherwise.
			Capacity: v1.ResourceList{
				v1.ResourceStorage: claim.Spec.Resources.Requests[v1.ResourceStorage],
			},
			PersistentVolumeSource: v1.PersistentVolumeSource{
				Local: &v1.LocalVolumeSource{Path: path},
			},
			NodeAffinity: onlyOn(node),
		},
	}, controller.ProvisioningFinished, nil
}

func (f folders) Delete(_ context.Context, volume *v1.PersistentVolume) error {
	local := volume.Spec.Local
	if local == nil {
		return fmt.Errorf("the volume %s is no folder", volume.Name)
	}
	// Nothing is removed but what Provision made, whatever the object says.
	node := filepath.Base(filepath.Dir(local.Path))
	if made, err := f.path(node, volume.Name); err != nil || made != local.Path {
		return fmt.Errorf("the volume %s lies at %s, where it wasn't made", volume.Name, local.Path)
	}
	return os.RemoveAll(local.Path)
}

// path of a volume's folder; an error for names that lead elsewhere.
func (f folders) path(node, volume string) (string, error) {
	for _, name := range []string{node, volume} {
		if name == "." || !filepath.IsLocal(name) || filepath.Base(name) != name {
			return "", fmt.Errorf("%q is no name of a folder", name)
		}
	}
	return filepath.Join(f.root, node, volume), nil
}

func onlyOn(node string) *v1.VolumeNodeAffinity {
	return &v1.VolumeNodeAffinity{
		Required: &v1.NodeSelector{
			NodeSelectorTerms: []v1.NodeSelectorTerm{{
				MatchExpressions: []v1.NodeSelectorRequirement{{
					Key:      hostnameLabel,
					Operator: v1.NodeSelectorOpIn,
					Values:   []string{node},
				}},
			}},
		},
	}
}

func run() error {
	kubeconfig := flag.String("kubeconfig", "", "who speaks to which API server")
	folder := flag.String("folder", "", "absolute path of the folder that holds all volumes' folders")
	name := flag.String("name", "", "what storage classes call this provisioner")
	flag.Parse()
	if *kubeconfig == "" || !filepath.IsAbs(*folder) || *name == "" {
		return fmt.Errorf("--kubeconfig, --folder (an absolute path) and --name must be given")
	}
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = requestRate, requestBurst
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	controller.NewProvisionController(
		klog.NewContext(ctx, klog.Background()),
		client,
		*name,
		folders{root: filepath.Clean(*folder)},
		// There is one, which the node ends with.
		controller.LeaderElection(false),
		controller.Threadiness(workers),
		controller.RateLimiter(workqueue.NewTypedItemExponentialFailureRateLimiter[string](firstRetry, longestRetry)),
		controller.CreateProvisionedPVInterval(firstRetry),
		controller.CreateProvisionedPVRetryCount(25),
		// Never given up: what is wrong may be mended.
		controller.FailedProvisionThreshold(0),
		controller.FailedDeleteThreshold(0),
	).Run(ctx)
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "local-volumes: %v\n", err)
		os.Exit(1)
	}
}
