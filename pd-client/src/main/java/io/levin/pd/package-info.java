/**
 * PD, the cluster's placement driver: who leads, what time it is, which regions and stores there
 * are, and how its scheduling is paused. Over gRPC by {@link io.levin.pd.PdClient}, over HTTP by
 * {@link io.levin.pd.PdHttp}, and its etcd by {@link io.levin.pd.Etcd}.
 */
package io.levin.pd;
