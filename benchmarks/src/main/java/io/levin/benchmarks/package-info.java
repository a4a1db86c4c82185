/** JMH benchmarks of the parts that an import spends its time in. */
package io.levin.benchmarks;
