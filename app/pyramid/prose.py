"""What the tab says to learners, apart from the numbers."""

from __future__ import annotations

INTRODUCTION = (
    "A **convolutional** network looks at a picture **level by level**. The first level sees a few pixels at a time "
    "and can tell edges and colours; each further one puts together what the one before it found, over a wider stretch "
    "of the picture and in fewer, coarser **places**. (A transformer goes by levels too, but keeps its places.) So "
    "early levels know exactly *where* something is, late ones rather *what* it is: parts, and then objects. All "
    "levels together are called a **feature pyramid** (Lin et al. 2017)."
)
COLOURS = (
    "At each place of a level stand many numbers, its **features**, one for each channel. Here they are boiled down to "
    "three (their first **principal components** over the picture) and shown as red, green and blue: places with the "
    "same colour look alike to that level. The colours of different levels have nothing to do with each other. Below "
    "each: channels × rows × columns; the **stride**, pixels from one place to the next; and the **field**, explained "
    "further down."
)
COLOURS_LOOK = (
    "Look for outlines on the left and for whole objects on the right: does one colour gather on the object and leave "
    "the background? What may surprise you: an **untrained** network shows something as well, as neighbouring pixels "
    "are alike and a convolution keeps them so. Compare before you praise the training."
)
SIMILAR = (
    "The **cosine similarity** of each place's features to those of the place under your cross, which is framed. The "
    "numbers say where the scale begins and ends: 1 means the same direction, 0 nothing in common."
)
SIMILAR_LOOK = (
    "Point at an eye, an edge or a piece of background. In early levels other edges of the same direction light up, "
    "wherever they are; in a well trained late level, the rest of the same object. Watch the numbers too: where the "
    "scale begins at 0.9, that level takes nearly everything for the same."
)
FIELDS = (
    "The **receptive field** of a place is the part of the picture that it can see. The frame is the **theoretical** "
    "one, which follows from the sizes of the layers. The colour is the **effective** one: how much the features at "
    "the place change when that pixel changes."
)
FIELDS_LOOK = (
    "What may surprise you: of a deep network's frame, only the middle matters much. Many ways through the network "
    "lead there and few to the rim (Luo et al. 2016); shortcuts around layers make that stronger still. A vision "
    "transformer is another matter: attention lets each patch look at the whole picture from its first block on (a "
    "causal one: at all patches up to it, so that its frame is only a bound). The frame is all of it at once, and "
    "training decides where it looks."
)
CHANNELS = (
    "The eight channels of each level that differ most from place to place, the most varied first. Black is a "
    "channel's lowest value on this picture, white its highest. Early channels look like the picture drawn with one "
    "kind of pencil; late ones are a few bright spots: “here is some of it”."
)
PROTOCOL = (
    "- **Maps**: the output of each level in evaluation mode, read by torchvision's `create_feature_extractor`. Of "
    "ViT-B/16's twelve blocks the 1st, 4th, 8th and 12th are shown; the last block of a transformer is read after the "
    "layer norm that ends the network. Tokens are laid out in the rows of their patches, the class token left out.\n"
    "- **Picture**: the central square, in the size that is named above, with antialiasing; for torchvision's networks "
    "less the mean and divided by the standard deviation of ImageNet's pixels.\n"
    "- **Colours**: PCA of this picture's places alone, so it shows what differs here, and each component is stretched "
    "to its whole range, the way of DINOv2's figures (Oquab et al. 2023). What does not vary is grey.\n"
    "- **Theoretical field**: Araujo, Norris & Sim 2019, “Computing Receptive Fields of Convolutional Neural "
    "Networks”, Eq. 2, from the network's graph. A frame ends at the picture's edge; the number does not.\n"
    "- **Effective field**: the gradient of the place's features with respect to the picture (Luo, Li, Urtasun & Zemel "
    "2016, “Understanding the Effective Receptive Field in Deep Convolutional Neural Networks”). Each channel counts "
    "with a random sign, as the plain sum of all is a constant after a layer norm; the root mean square over up to "
    "eight such draws (fewer for large networks and pictures, for torchvision's ResNet-18 four, for ViT-B/16 one) and "
    "over red, green and blue. Colours are the square root of the share of the strongest pixel, or little else would "
    "be seen. The size is the side of the smallest square around its middle that holds 90 % of the sum. Luo et al. "
    "average over many pictures; this is one, so it is less smooth.\n"
    "- **Weights**: this run's encoder as it was saved last, or before its first step. torchvision's with their "
    "ImageNet-1K weights (`IMAGENET1K_V1`), accepted only with the published SHA-256; untrained ones from seed 0."
)
WITHOUT_RUN = (
    "There is no run yet, so only torchvision's networks are here. Train an encoder of your own, and its levels can be "
    "compared with theirs: it takes about a minute."
)
NOT_YET = "{title} has no encoder to look at yet. It is offered here as soon as it has learned a bit."
