#!/bin/sh
# Waits at the gate until the consensus replica says whom to join, and becomes the member then.
set -eu
rm -f /gate/raft.log*
[ -p /gate/start ] || mkfifo -m 600 /gate/start
read -r join </gate/start
exec java -XX:SharedArchiveFile=/opt/holdfast/classes.jsa @/opt/holdfast/jvm.options \
	"-Dholdfast.pod=$POD_NAME" "-Dholdfast.address=$POD_IP" "-Dholdfast.join=$join" \
	"-Dholdfast.members=$REPLICAS" "-Dholdfast.groupSize=$GROUP_SIZE" \
	-Dholdfast.memberPort=5701 -Dholdfast.clientPort=5702 -Dholdfast.managementPort=5703 \
	com.hazelcast.core.server.HazelcastMemberStarter
