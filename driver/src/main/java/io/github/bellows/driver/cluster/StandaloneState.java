package io.github.bellows.driver.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.DeployMessages;
import org.apache.spark.deploy.master.ApplicationInfo;
import org.apache.spark.deploy.master.WorkerInfo;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcAddress$;
import org.apache.spark.rpc.RpcEndpointAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag$;

/**
 * What a standalone master knows: the master's own page asks for the same.
 *
 * @param cores of all workers
 * @param others the applications besides this one, by name and number
 */
record StandaloneState(int cores, List<String> others) {
  private static final Logger LOG = LoggerFactory.getLogger(StandaloneState.class);
  private static final FiniteDuration PATIENCE = Duration.apply(2, TimeUnit.SECONDS);

  /** Returns what the master of an application says, or null if there is none or it is silent. */
  static @Nullable StandaloneState of(SparkContext spark, Master master) {
    if (master.kind() != Master.Kind.STANDALONE) {
      return null;
    }
    try {
      return ask(spark, master.url().split(",", 2)[0]);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (TimeoutException | RuntimeException | LinkageError e) {
      LOG.debug("{} does not say what it knows", master.url(), e);
      return null;
    }
  }

  private static StandaloneState ask(SparkContext spark, String url)
      throws InterruptedException, TimeoutException {
    RpcEnv rpc = SparkEnv.get().rpcEnv();
    RpcAddress address = RpcAddress$.MODULE$.fromSparkURL(url);
    String uri = new RpcEndpointAddress(address, "Master").toString();
    RpcEndpointRef ref = Await.result(rpc.asyncSetupEndpointRefByURI(uri), PATIENCE);
    DeployMessages.MasterStateResponse answer =
        Await.result(
            ref.ask(
                DeployMessages.RequestMasterState$.MODULE$,
                ClassTag$.MODULE$.apply(DeployMessages.MasterStateResponse.class)),
            PATIENCE);
    int cores = Arrays.stream(answer.workers()).mapToInt(WorkerInfo::cores).sum();
    List<String> others = new ArrayList<>();
    for (ApplicationInfo application : answer.activeApps()) {
      if (!application.id().equals(spark.applicationId())) {
        others.add("application " + application.desc().name() + " (" + application.id() + ")");
      }
    }
    return new StandaloneState(cores, others);
  }

  /** Returns a clause on who else has cores of the master; empty if it is nobody. */
  String clause() {
    return others.isEmpty()
        ? ""
        : "; "
            + String.join(", ", others)
            + " also holds or waits for the master's "
            + cores
            + (cores == 1 ? " core" : " cores");
  }
}
