package dev.holdfast.study;

import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.cp.IAtomicReference;
import com.hazelcast.cp.exception.CPGroupDestroyedException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded Hazelcast member: joins in the background, waits until the CP Subsystem has formed, and holds the states. */
final class ConsensusMember {
    private static final Logger LOG = LoggerFactory.getLogger(ConsensusMember.class);

    private final Settings settings;
    private final PodDirectory pods = new PodDirectory();
    private final CountDownLatch formed = new CountDownLatch(1);
    /** Making a proxy asks the METADATA group, so each is made once. */
    private final Map<Pod, IAtomicReference<String>> references = new ConcurrentHashMap<>();
    private volatile HazelcastInstance hazelcast;

    ConsensusMember(Settings settings) {
        this.settings = settings;
    }

    void start() {
        inBackground("start", this::joinAndForm);
    }

    boolean isFormed() {
        return formed.getCount() == 0;
    }

    boolean awaitFormed(double seconds) throws InterruptedException {
        return formed.await((long) (seconds * 1000), TimeUnit.MILLISECONDS);
    }

    /** Why {@link #isFormed} is false. */
    String whatIsMissing() {
        var instance = hazelcast;
        if (instance == null) {
            return "The member has not joined a cluster yet.";
        }
        if (!instance.getCPSubsystem().getCPSubsystemManagementService().isDiscoveryCompleted()) {
            var joined = instance.getCluster().getMembers().size();
            return "The CP members are not known yet: " + joined + " of " + settings.replicas() + " members have joined.";
        }
        return settings.groupOf(settings.pod()) + " has not answered yet.";
    }

    /** Empty until this member has joined a cluster. */
    Optional<CpMembership> cpMembership() {
        return Optional.ofNullable(hazelcast).map(instance -> new CpMembership(instance, pods));
    }

    /** Runs an operation on the Pod's state. It takes as long as Hazelcast tries: the caller has its own limit. */
    <T> T onState(Pod pod, Function<IAtomicReference<String>, T> operation) {
        var reference = references.get(pod);
        if (reference == null) {
            reference = hazelcast.getCPSubsystem().getAtomicReference(pod.name() + "@" + settings.groupOf(pod));
            references.put(pod, reference);
        }
        try {
            return operation.apply(reference);
        } catch (CPGroupDestroyedException e) {
            // The group was reset, and this proxy would fail for ever; the next call makes one for the new group.
            references.remove(pod, reference);
            throw e;
        }
    }

    private void joinAndForm() throws InterruptedException {
        var config = MemberConfig.of(settings);
        config.addListenerConfig(new ListenerConfig(pods));
        config.addListenerConfig(new ListenerConfig((LifecycleListener) event -> {
            if (event.getState() == LifecycleState.SHUTDOWN) {
                exit();
            }
        }));
        hazelcast = Hazelcast.newHazelcastInstance(config);

        var management = hazelcast.getCPSubsystem().getCPSubsystemManagementService();
        while (!management.awaitUntilDiscoveryCompleted(1, TimeUnit.MINUTES)) {
            LOG.info("{}", whatIsMissing());
        }
        if (management.getLocalCPMember() == null) {
            LOG.info("The CP Subsystem has formed without this member: it takes its place there");
            inBackground("heal", new CpMembership(hazelcast, pods)::takePlace);
        }
        while (!groupAnswers()) {
            TimeUnit.SECONDS.sleep(1);
        }
        formed.countDown();
        LOG.info("The CP Subsystem has formed");
    }

    /** The first call to a group also creates it and elects its leader; done here, no update of the application waits for that. */
    private boolean groupAnswers() {
        try {
            onState(settings.pod(), IAtomicReference::get);
            return true;
        } catch (RuntimeException e) {
            LOG.info("{} does not answer: {}", settings.groupOf(settings.pod()), e.toString());
            return false;
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** Without a member the process is of no use, so work that fails ends it and the kubelet starts it anew. */
    private void inBackground(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        LOG.error("The member's {} failed", name, e);
                        exit();
                    }
                },
                "member-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A member that has shut itself down (the CP discovery failed, say) doesn't come back within its JVM. On a thread of its own,
     * because Hazelcast's listeners must not block; when the JVM ends anyway, the call has no effect.
     */
    private static void exit() {
        var thread = new Thread(() -> System.exit(1), "exit");
        thread.setDaemon(true);
        thread.start();
    }
}
