#!/bin/sh
# Waits for the launcher until the consensus replica says whom to join, becomes the member then, and waits again when
# the member has ended, however: Kubernetes would wait longer each time before it starts a container again.
set -u
launcher=/launcher/start
member=
ending=
trap 'ending=yes; [ -z "$member" ] || kill -TERM "$member"' TERM
[ -p $launcher ] || mkfifo -m 600 $launcher
until [ "$ending" ]; do
	rm -f /launcher/raft.log*
	read -r join <$launcher || continue
	java -XX:SharedArchiveFile=/opt/holdfast/classes.jsa @/opt/holdfast/jvm.options \
		"-Dholdfast.pod=$POD_NAME" "-Dholdfast.address=$POD_IP" "-Dholdfast.join=$join" \
		"-Dholdfast.members=$REPLICAS" "-Dholdfast.groupSize=$GROUP_SIZE" \
		"-Dholdfast.heartbeatSeconds=$((REPLICAS < 20 ? 1 + REPLICAS / 10 : 3))" \
		"-Dholdfast.silenceSeconds=$((5 + REPLICAS / 2))" \
		-Dholdfast.memberPort=5701 -Dholdfast.clientPort=5702 -Dholdfast.managementPort=5703 \
		com.hazelcast.core.server.HazelcastMemberStarter &
	member=$!
	# A signal ends the wait, and not the member.
	while kill -0 "$member" 2>/dev/null; do wait "$member"; done
	member=
done
