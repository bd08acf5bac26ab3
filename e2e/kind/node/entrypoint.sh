#!/bin/sh
# Comes before kind's own entrypoint: the settings below are the whole machine's. systemd and the kubelet would
# change them; here they find copies that hold what they want already.
set -eu
mkdir -p /run/sysctl
for group in fs kernel vm; do
	mount --bind "/proc/sys/$group" "/proc/sys/$group"
	mount -o remount,bind,ro "/proc/sys/$group"
done
while read -r name value; do
	copy="/run/sysctl/$(echo "$name" | tr / -)"
	echo "$value" >"$copy"
	mount --bind "$copy" "/proc/sys/$name"
done <<END
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
END
exec /usr/local/bin/entrypoint "$@"
