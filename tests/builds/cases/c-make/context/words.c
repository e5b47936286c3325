#include <stdio.h>

long count_words(FILE *file);

int main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : stdin;

	if (!file)
		return 1;
	printf("%ld words\n", count_words(file));
	return 0;
}
