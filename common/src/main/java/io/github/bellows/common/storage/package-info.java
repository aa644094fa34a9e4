/**
 * Files on any Hadoop file system, with two promises: a replaced file is never seen half-written,
 * and every failure says which path and what to do. Imports Hadoop's file system API and {@code
 * common.error} only.
 */
@NullMarked
package io.github.bellows.common.storage;

import org.jspecify.annotations.NullMarked;
