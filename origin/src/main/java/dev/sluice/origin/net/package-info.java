/**
 * Event loops over the best transport of the machine: epoll where there is one, NIO elsewhere.
 *
 * <p>Shared by every listener, so that a protocol package never asks which transport it runs on.
 */
package dev.sluice.origin.net;
