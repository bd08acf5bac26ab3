#!/bin/sh
# A machine with Docker: runs in namespaces of its own, and ends with its first process.
#
#     machine.sh <folder of Docker's packages> <folder of containerd> <Docker's data> <node> <filter for runc>
#         <runtime> <control group>
set -eu
docker=$1 containerd=$2 data=$3 node=$4 filter=$5 runtime=$6 group=$7

mount --no-mtab -t tmpfs -o mode=755 tmpfs /run
mkdir /run/machine
if [ ! -e /lib/modules ]; then
	# kind mounts it into its nodes, and Docker would make it, on the host.
	mkdir /run/machine/upper /run/machine/work
	mount --no-mtab -t overlay -o lowerdir=/usr/lib,upperdir=/run/machine/upper,workdir=/run/machine/work overlay /usr/lib
	mkdir /usr/lib/modules
fi
ip link set lo up

cat >/run/machine/runc <<END
#!/bin/sh
"$node" "$filter" "\$@"
exec /usr/sbin/runc "\$@"
END
chmod +x /run/machine/runc
cat >/run/machine/containerd.toml <<END
version = 3
root = "/run/machine/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.runtime", "io.containerd.cri.v1.images", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp", "io.containerd.nri.v1.nri"]
[grpc]
address = "/run/containerd/containerd.sock"
END
export PATH="$docker/usr/sbin:$docker/usr/bin:$containerd:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
containerd --config /run/machine/containerd.toml --log-level warn >/run/machine/containerd.log 2>&1 &
until [ -S /run/containerd/containerd.sock ]; do sleep 0.1; done
# Debian's own library, where this machine has none.
exec env LD_LIBRARY_PATH="$docker/lib/$(uname -m)-linux-gnu" dockerd \
	--host unix:///run/docker.sock --containerd /run/containerd/containerd.sock \
	--data-root "$data" --exec-root /run/docker --pidfile /run/docker.pid \
	--storage-driver overlay2 --cgroup-parent "$group" \
	--add-runtime filtered=/run/machine/runc --default-runtime "$runtime" \
	--userland-proxy-path "$docker/usr/sbin/docker-proxy" --log-level warn
