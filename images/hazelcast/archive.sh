#!/bin/sh
# Makes the class-data archive: three members form a CP Subsystem on loopback, and the JVM keeps what one of them loaded.
# It halves the processor time of a start. It is only taken when JVM, class path and the jar's time are those of its making.
set -eu
base=${1:-26000}
touch -d @0 /opt/hazelcast/lib/hazelcast-5.4.0.jar
mkdir -p /launcher
member() {
	i=$1
	shift
	java "$@" @/opt/holdfast/jvm.options "-Dholdfast.pod=pod-$i" -Dholdfast.address=127.0.0.1 \
		"-Dholdfast.join=127.0.0.1:$base" -Dholdfast.heartbeatSeconds=1 -Dholdfast.silenceSeconds=60 -Dholdfast.members=3 -Dholdfast.groupSize=3 \
		"-Dholdfast.memberPort=$((base + i))" "-Dholdfast.clientPort=$((base + 10 + i))" \
		"-Dholdfast.managementPort=$((base + 20 + i))" \
		com.hazelcast.core.server.HazelcastMemberStarter >/tmp/member-$i.log 2>&1 &
}
member 0 -XX:ArchiveClassesAtExit=/opt/holdfast/classes.jsa
first=$!
member 1
second=$!
member 2
third=$!
waited=0
until grep -q "CP Subsystem is initialized" /tmp/member-0.log; do
	waited=$((waited + 1))
	if [ "$waited" -gt 120 ] || ! kill -0 $first; then
		cat /tmp/member-*.log >&2
		echo "The members that make the class-data archive formed no cluster within two minutes." >&2
		exit 1
	fi
	sleep 1
done
sleep 2
kill -TERM $first
wait $first || true
kill -KILL $second $third
rm -rf /tmp/member-*.log /launcher
test -s /opt/holdfast/classes.jsa
chmod 0644 /opt/holdfast/classes.jsa
