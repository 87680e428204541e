/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Runs a program on a new terminal and copies its output; as soon as WORDS appears in it, writes "1" to FILE. Exits
 * with the program's status, or with 126 if WORDS did not appear or FILE cannot be written.
 *
 * usage: when WORDS FILE PROGRAM [ARGUMENT ...]
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILED 126

static bool write_one(const char *path)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);

	return file >= 0 && write(file, "1", 1) == 1 && close(file) == 0;
}

/* Start @argv on a new terminal; returns our end of the terminal, or -1 on failure. */
static int start(char **argv, pid_t *child)
{
	int ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), theirs = -1;

	if (ours >= 0 && grantpt(ours) == 0 && unlockpt(ours) == 0)
		theirs = open(ptsname(ours), O_RDWR | O_NOCTTY);
	if (theirs < 0)
		return -1;
	*child = fork();
	if (*child == 0) {
		dup2(theirs, STDOUT_FILENO);
		dup2(theirs, STDERR_FILENO);
		execvp(argv[0], argv);
		_exit(FAILED);
	}
	close(theirs);
	return ours;
}

/* Copy the program's output up to the end of @words; false if it ended without them. */
static bool copy_until(int terminal, const char *words)
{
	static char said[65536];
	size_t length = 0;

	while (length + 1 < sizeof(said) && read(terminal, said + length, 1) == 1) {
		(void)!write(STDOUT_FILENO, said + length, 1);
		said[++length] = '\0';
		if (strstr(said, words))
			return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	char rest[4096];
	int terminal, status;
	pid_t child;
	ssize_t got;

	terminal = argc > 3 ? start(argv + 3, &child) : -1;
	if (terminal < 0 || !copy_until(terminal, argv[1]) || !write_one(argv[2]))
		return FAILED;
	while ((got = read(terminal, rest, sizeof(rest))) > 0)
		(void)!write(STDOUT_FILENO, rest, (size_t)got);
	return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status)
									: FAILED;
}
