package io.github.bellows.common.config;

import io.github.bellows.common.optim.OptimizerSpec;

/**
 * All that decides a run, checked. Two equal ones on the same data give the same bits.
 *
 * @param name begins the name of the run directory
 * @param seed of first weights, sample order, augmentation and dropout
 * @param data where samples come from
 * @param model the network
 * @param optimizer the update, its learning rate not yet resolved to steps
 * @param training how long and in what portions
 * @param cluster what computes
 * @param checkpoint when the run is saved
 * @param output directory on any Hadoop file system in which run directories are made
 */
public record RunConfig(
    String name,
    long seed,
    DataConfig data,
    ModelConfig model,
    OptimizerSpec optimizer,
    TrainingConfig training,
    ClusterConfig cluster,
    CheckpointConfig checkpoint,
    String output) {}
